package blockkit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// surface is where blocks are shown.
type surface string

const (
	onMessage surface = "message"
	onModal   surface = "modal"
	onHome    surface = "home"
)

// checker collects problems while rules walk a value.
type checker struct {
	surface  surface
	book     book
	problems []Problem
}

// report notes a problem.
func (c *checker) report(at, format string, args ...any) {
	c.problems = append(c.problems, Problem{Pointer: at, Reason: fmt.Sprintf(format, args...)})
}

// rule holds the value at a pointer to what is allowed there.
type rule func(c *checker, at string, v any)

// field is one property of an object.
type field struct {
	name     string
	required bool
	rule     rule
}

// must is a property that has to be there.
func must(name string, r rule) field { return field{name: name, required: true, rule: r} }

// may is a property that can be left out.
func may(name string, r rule) field { return field{name: name, rule: r} }

// object allows an object with these properties and no others; null counts as left out.
func object(fields ...field) rule {
	return func(c *checker, at string, v any) {
		o, ok := v.(Object)
		if !ok {
			c.report(at, "must provide an object")
			return
		}
		for name := range o {
			if !slices.ContainsFunc(fields, func(f field) bool { return f.name == name }) {
				c.report(at, "invalid additional property: %s", name)
			}
		}
		for _, f := range fields {
			if value, has := o[f.name]; has && value != nil {
				f.rule(c, at+"/"+f.name, value)
			} else if f.required {
				c.report(at, "missing required field: %s", f.name)
			}
		}
	}
}

// all allows what every one of the rules allows.
func all(rules ...rule) rule {
	return func(c *checker, at string, v any) {
		for _, r := range rules {
			r(c, at, v)
		}
	}
}

// list allows an array of least to most items that each fit r.
func list(least, most int, r rule) rule {
	return func(c *checker, at string, v any) {
		items, ok := v.([]any)
		switch {
		case !ok:
			c.report(at, "must provide an array")
		case len(items) < least:
			c.report(at, "no fewer than %d items allowed", least)
		case len(items) > most:
			c.report(at, "no more than %d items allowed", most)
		default:
			for i, item := range items {
				r(c, fmt.Sprintf("%s/%d", at, i), item)
			}
		}
	}
}

// str allows a text of least to most characters.
func str(least, most int) rule {
	return func(c *checker, at string, v any) {
		text, ok := v.(string)
		n := utf8.RuneCountInString(text)
		switch {
		case !ok:
			c.report(at, "must provide a string")
		case n < least:
			c.report(at, "must be more than %d characters", least-1)
		case n > most:
			c.report(at, "must be less than %d characters", most+1)
		}
	}
}

// pattern allows a text that matches; want says what the text should be.
func pattern(form *regexp.Regexp, want string) rule {
	return func(c *checker, at string, v any) {
		if text, ok := v.(string); !ok || !form.MatchString(text) {
			c.report(at, "must be %s", want)
		}
	}
}

// enum allows one of the values.
func enum(values ...string) rule {
	return func(c *checker, at string, v any) {
		if text, ok := v.(string); !ok || !slices.Contains(values, text) {
			c.report(at, "must be a valid enum value (%s)", strings.Join(values, ", "))
		}
	}
}

// boolean allows true and false.
func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.report(at, "must provide a boolean")
	}
}

// number allows any number.
func number(c *checker, at string, v any) {
	if _, ok := v.(float64); !ok {
		c.report(at, "must provide a number")
	}
}

// integer allows a whole number from least to most.
func integer(least, most int) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(float64)
		switch {
		case !ok || n != float64(int(n)):
			c.report(at, "must provide an integer")
		case int(n) < least:
			c.report(at, "must be more than %d", least-1)
		case int(n) > most:
			c.report(at, "must be less than %d", most+1)
		}
	}
}

// anything allows any value.
func anything(*checker, string, any) {}

// family is a set of rules by the type of object that they are for.
type family map[string]rule

// book holds the families that refer to each other: "block", "element", "rich", "inline", "chart" and "cell".
type book map[string]family

// rules builds the book once.
var rules = sync.OnceValue(func() book {
	return book{
		"block": blocks(), "element": elements(), "rich": richText(), "inline": richInline(), "chart": charts(), "cell": cells(),
	}
})

// in allows an object of one of the kinds of a family of the book, of any where there are no kinds.
func in(name string, kinds ...string) rule {
	return func(c *checker, at string, v any) { c.pick(c.book[name], kinds, at, v) }
}

// of allows an object of one of the kinds of a family.
func of(f family, kinds ...string) rule {
	return func(c *checker, at string, v any) { c.pick(f, kinds, at, v) }
}

// pick holds an object to the rule for its type.
func (c *checker) pick(f family, kinds []string, at string, v any) {
	o, ok := v.(Object)
	if !ok {
		c.report(at, "must provide an object")
		return
	}
	kind, _ := o["type"].(string)
	r, known := f[kind]
	switch {
	case o["type"] == nil:
		c.report(at, "missing required field: type")
	case !known, len(kinds) > 0 && !slices.Contains(kinds, kind):
		c.report(at+"/type", "unsupported type: %s", kind)
	default:
		r(c, at, v)
	}
}
