package intents

import (
	"math/rand/v2"
	"slices"

	"kurzwahl/message"
)

// How often a varied copy of an example gets what.
const (
	misspelt   = 0.9  // slips of the thumb
	greeted    = 0.1  // a greeting in front
	signed     = 0.1  // thanks or regards behind
	elsewhere  = 0.2  // after another question
	twoWishes  = 0.25 // an opt-out beside another wish: of each opt-out
	wishAfter  = 0.5  // of these, those in which the opt-out comes last
	extraSlips = 2    // at most so many slips in one text
)

// vary makes more examples of those given: each once more as somebody else would have typed it, and opt-outs beside
// another wish. The labels stay true.
func vary(examples []Example, random *rand.Rand) []Example {
	varied := make([]Example, 0, len(examples)+len(examples)/4)
	others := map[message.Language][]Example{}
	for _, example := range examples {
		if serves(example.Intent) || example.Intent == Rating || example.Intent == Thanks {
			others[example.Language] = append(others[example.Language], example)
		}
	}
	for _, example := range examples {
		varied = append(varied, another(example, random))
		list := others[example.Language]
		if example.Intent == OptOut && len(list) > 0 && random.Float64() < twoWishes {
			varied = append(varied, besideWish(example, list[random.IntN(len(list))], random))
		}
	}
	return varied
}

// another gives the example as another customer would have sent it.
func another(example Example, random *rand.Rand) Example {
	manners := courtesies(example.Language)
	plain := slices.Contains([]Intent{Yes, No, OptIn, ContestEntry, Greeting, Thanks, AutoReply}, example.Intent)
	if !plain && random.Float64() < greeted {
		example.Text = manners.hello[random.IntN(len(manners.hello))] + ", " + example.Text
	}
	if !plain && random.Float64() < signed {
		example.Text += joints[random.IntN(len(joints))] + manners.close[random.IntN(len(manners.close))]
	}
	if !plain && example.Context == ContextNone && random.Float64() < elsewhere {
		example.Context = Contexts()[random.IntN(len(Contexts()))]
	}
	if random.Float64() < misspelt {
		example.Text = misspell(example.Text, random)
	}
	return example
}

// joints stand between a text and what is put behind it.
var joints = [...]string{" ", ". ", ", ", "! ", "\n", "... "}

// besideWish puts another wish before or behind an opt-out; what comes of it is an opt-out.
func besideWish(optOut, wish Example, random *rand.Rand) Example {
	joint := joints[random.IntN(len(joints))]
	both := optOut
	both.Context = wish.Context
	if random.Float64() < wishAfter {
		both.Text = wish.Text + joint + optOut.Text
	} else {
		both.Text = optOut.Text + joint + wish.Text
	}
	return both
}

// courtesy is what people put around a wish.
type courtesy struct{ hello, close []string }

func courtesies(language message.Language) courtesy {
	switch language {
	case message.German:
		return courtesy{
			[]string{"hallo", "Guten Tag", "hi", "moin", "servus", "Sehr geehrte Damen und Herren", "grüß gott", "hey", "Hallo liebes Team"},
			[]string{"danke", "LG Anna", "mfg", "Viele Grüße, K. Sommer", "vielen Dank im Voraus", "gruß peter", "bitte", "Danke euch!"},
		}
	case message.Polish:
		return courtesy{
			[]string{"dzień dobry", "hej", "witam", "Szanowni Państwo", "cześć", "halo"},
			[]string{"dziękuję", "pozdrawiam", "Z góry dziękuję", "pozdrawiam Anna", "proszę", "dzięki"},
		}
	case message.English:
		fallthrough
	default:
		return courtesy{
			[]string{"hi", "hello", "hey", "Dear Sir or Madam", "Good morning", "hiya"},
			[]string{"thanks", "ta", "Kind regards, Tom", "thank you in advance", "cheers", "please", "x"},
		}
	}
}

// misspell gives text with one or two slips of the thumb: a letter dropped, doubled, changed, or swapped with the
// next. Digits stay.
func misspell(text string, random *rand.Rand) string {
	runes := []rune(text)
	for range 1 + random.IntN(extraSlips) {
		i := random.IntN(len(runes))
		if !isLetter(runes[i]) || len(runes) < 5 {
			continue
		}
		switch random.IntN(4) {
		case 0:
			runes = append(runes[:i], runes[i+1:]...)
		case 1:
			if i+1 < len(runes) && isLetter(runes[i+1]) {
				runes[i], runes[i+1] = runes[i+1], runes[i]
			}
		case 2:
			runes[i] = rune("abcdefghiklmnoprstuwz"[random.IntN(21)])
		default:
			runes = append(runes[:i+1], runes[i:]...)
		}
	}
	return string(runes)
}
