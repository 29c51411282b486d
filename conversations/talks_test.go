package conversations

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

var update = flag.Bool("update", false, "write the talks anew")

// TestTalks plays the scripts in testdata/talks and compares what Kurzwahl does with what stands in them. Lines
// that begin with "<" are SMS to the customer, those with "~" what people see; all others are what happens.
func TestTalks(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/talks/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks found: %v", err)
	}
	var all shops
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, &all, want)
			if *update {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the talk went differently (-file +now):\n%s", diff)
			}
		})
	}
}

// play runs a script and gives it back with what follows from each line.
func play(t *testing.T, all *shops, script []byte) []byte {
	var out bytes.Buffer
	var w *world
	for lines := bufio.NewScanner(bytes.NewReader(script)); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "< ") || strings.HasPrefix(line, "~ ") {
			continue
		}
		fmt.Fprintln(&out, line)
		verb, rest, _ := strings.Cut(line, " ")
		switch verb {
		case "", "#":
		case "shop":
			w = worldOf(all.desk(t, rest))
			w.products = helmets()
		default:
			for _, turn := range w.step(t, verb, rest) {
				show(t, &out, turn)
			}
		}
	}
	return out.Bytes()
}

// shops are the desks of the talks, each made once.
type shops struct {
	mu    sync.Mutex
	desks map[string]*Desk
}

// desk is that of a shop: its language, and how it is.
func (s *shops) desk(t *testing.T, shop string) *Desk {
	s.mu.Lock()
	defer s.mu.Unlock()
	if desk := s.desks[shop]; desk != nil {
		return desk
	}
	language, manner, _ := strings.Cut(shop, " ")
	c := config(t, message.Language(language), strings.HasPrefix(manner, "du"))
	if strings.HasSuffix(manner, "hesitant") {
		c.Parser = hesitant(t)
	}
	if strings.HasSuffix(manner, "Bayern") {
		c.State = "BY"
	}
	if strings.HasSuffix(manner, "wary") {
		c.MaxReplies, c.MachineAfter = 0, 0
	}
	if strings.HasSuffix(manner, "undo") {
		c.Undo = 5 * time.Second
	}
	if strings.Contains(manner, "answers") {
		c.Answers = storedAnswers(t)
	}
	desk, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if s.desks == nil {
		s.desks = map[string]*Desk{}
	}
	s.desks[shop] = desk
	return desk
}

// hesitant makes a parser whose classifier decides nothing alone but yes and no.
func hesitant(t *testing.T) func() *intents.Parser {
	never := map[intents.Intent]float64{}
	for _, intent := range intents.Intents() {
		if intent != intents.Yes && intent != intents.No {
			never[intent] = 1
		}
	}
	parser, err := intents.New(intents.Config{Thresholds: never})
	if err != nil {
		t.Fatal(err)
	}
	return func() *intents.Parser { return parser }
}

// step does one line of a script.
func (w *world) step(t *testing.T, verb, rest string) []Turn {
	t.Helper()
	who, what, _ := strings.Cut(rest, " ")
	staff := Staff{User: "U" + who, Name: who, Message: message.SlackRef{Channel: "C1", TS: fmt.Sprintf("%d.0", w.events)}}
	switch verb {
	case ">":
		return []Turn{w.texts(rest)}
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			t.Fatal(err)
		}
		return w.passes(d)
	case "phone":
		w.address = message.Address(rest)
		w.contact.Country = w.address.Country()
	case "language":
		w.contact.Language = message.Language(rest)
	case "agreed":
		w.standing = w.standing.With(consent.Record{Purpose: consent.All, Action: consent.Granted, At: w.now.AddDate(0, -1, 0)})
	case "coupon":
		w.coupons = append(w.coupons, rest)
	case "has":
		w.order(who, what)
	case "order":
		return []Turn{w.happens(Event{Kind: OrderMoved, Order: w.order(who, what)})}
	case "prize":
		place, err := strconv.Atoi(what)
		if err != nil {
			t.Fatal(err)
		}
		return []Turn{w.happens(Event{Kind: PrizeWon, Contest: who, Place: place})}
	case "survey":
		return []Turn{w.happens(Event{Kind: SurveyDue, Survey: who, Order: w.newest()})}
	case "back":
		return []Turn{w.alert(StockBack)}
	case "cheaper":
		return []Turn{w.alert(PriceDropped)}
	case "link":
		w.down = rest == "down"
	case "refused":
		for key := range w.due {
			w.outbox[key] = Delivery{Lost: true}
			delete(w.due, key)
		}
	case "broken":
		return []Turn{w.happens(Event{Kind: Broken, Text: rest, Reason: "unlesbar"})}
	case "web":
		return []Turn{w.happens(Event{Kind: EventKind(rest), Text: "the words of the page"})}
	default:
		return []Turn{w.staff(verb, staff, what)}
	}
	return nil
}

// newest is the order that came last, the zero Order when there is none.
func (w *world) newest() Order {
	if len(w.orders) == 0 {
		return Order{}
	}
	return w.orders[0]
}

func (w *world) staff(verb string, staff Staff, what string) Turn {
	e := Event{Conversation: w.conversation(), Staff: staff, Text: what}
	switch verb {
	case "claim":
		e.Kind = Claimed
	case "release":
		e.Kind = Released
	case "close":
		e.Kind = Closed
	case "reopen":
		e.Kind = Reopened
	case "optout":
		e.Kind = StaffOptOut
	case "reply":
		e.Kind = StaffReplied
	case "send":
		e.Kind, e.Anyway = StaffReplied, true
	case "write":
		e.Kind, e.Conversation = StaffWrote, ""
	case "undo", "change", "delete": // what was written last
		e.Kind = Recalled
		if n := len(w.state.Replied); n > 0 {
			e.Staff.Message = w.state.Replied[n-1].Slack
		}
		if verb == "delete" {
			e.Reason = RecallDeleted
		}
	default:
		panic("unknown verb " + verb)
	}
	return w.happens(e)
}

// clockTime is how a time of day is written, with seconds where there are some.
func clockTime(at time.Time) string {
	if at.Second() == 0 {
		return "15:04"
	}
	return time.TimeOnly
}

func show(t *testing.T, out *bytes.Buffer, turn Turn) {
	for _, r := range turn.Replies {
		size := sms.Measure(r.Text)
		if turn.Event.Staff.User == "" && (size.Segments > MaxSegments || size.Alphabet != sms.GSM7) {
			t.Errorf("%q takes %d segments of %s", r.Text, size.Segments, size.Alphabet)
		}
		mark := ""
		if r.Class != message.Service {
			mark = "(" + string(r.Class) + ") "
		}
		if r.Due.After(turn.Event.At) {
			mark += "(at " + r.Due.In(berlin()).Format("02.01. "+clockTime(r.Due)) + ") "
		}
		fmt.Fprintf(out, "< %s%s\n", mark, r.Text)
	}
	for _, w := range turn.Withdrawn {
		fmt.Fprintf(out, "< (withdrawn) %s: %s\n", w.Message, w.Reason)
	}
	for _, m := range turn.Prizes {
		fmt.Fprintf(out, "~ prize %d of %s: %s\n", m.Place, m.Contest, m.State)
	}
	for _, n := range turn.Notices {
		c := turn.Conversation
		switch {
		case n.Kind == CardChanged && c != nil:
			fmt.Fprintf(out, "~ card: %s, %s, locked %v, %s\n", strings.TrimSpace(c.Case+" "+string(c.Status)), c.Owner.Name, c.Locked, c.Reason)
		case n.Kind == CardChanged:
			fmt.Fprintln(out, "~ card again")
		default:
			fmt.Fprintf(out, "~ %s: %s%s\n", n.Kind, n.Text, n.Reaction)
		}
	}
}
