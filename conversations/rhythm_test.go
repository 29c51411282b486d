package conversations

import (
	"math/rand/v2"
	"testing"
	"time"

	"kurzwahl/message"
)

// upto gives a random duration below d.
func upto(random *rand.Rand, d time.Duration) time.Duration {
	return time.Duration(random.Int64N(int64(d)))
}

func TestRhythmShowsAMachineAtItsFourthAnswer(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		usual, now := upto(random, promptly-regularly), start()
		var r Rhythm
		for n := 1; n <= 4; n++ {
			answered := now.Add(upto(random, 5*time.Minute))
			now = answered.Add(usual + upto(random, regularly))
			r = r.After(answered, now, 4)
			if got := r.Machine(now); got != (n == 4) {
				t.Fatalf("seed %d: after %d answers about %s after ours it counts as a machine: %v", seed, n, usual, got)
			}
		}
	}
}

func TestRhythmOfPeopleIsNoMachines(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		now, r := start(), Rhythm{}
		for n := range 100 {
			answered := now.Add(time.Second)
			gap := upto(random, promptly)
			switch { // within any four, one gap is much longer than the others, is none at all, or the text crossed our answer
			case n%4 != 3:
				gap = upto(random, 5*time.Second)
			case random.IntN(3) == 0:
				gap += promptly
			case random.IntN(2) == 0:
				answered = time.Time{}
			default:
				gap = 5*time.Second + regularly + time.Millisecond
			}
			now = now.Add(time.Second + gap)
			r = r.After(answered, now, 4)
			if r.Machine(now) {
				t.Fatalf("seed %d: a person counts as a machine at text %d", seed, n)
			}
		}
	}
}

func TestMachineIsHeardAgainWhenItWasQuietForAnHour(t *testing.T) {
	t.Parallel()
	now := start()
	r := Rhythm{Until: now.Add(time.Minute)}
	for range 100 {
		now = now.Add(30 * time.Second)
		if r = r.After(time.Time{}, now, 4); !r.Machine(now) {
			t.Fatal("a machine that goes on texting was heard")
		}
	}
	now = now.Add(quietFor)
	if r = r.After(time.Time{}, now, 4); r.Machine(now) {
		t.Error("a machine that was quiet for an hour is not heard")
	}
}

// TestTwoBotsDoNotTalkForEver lets a machine answer every answer: promptly with anything, or with cries for help at any pace.
func TestTwoBotsDoNotTalkForEver(t *testing.T) {
	t.Parallel()
	anything := []string{"HELP", "INFO", "Hilfe", "wo ist meine Bestellung?", "8888", "Danke für Ihre Nachricht", "START", "hallo", "ja", ""}
	c := config(t, message.German, false)
	c.MaxReplies, c.MachineAfter = 1000, 0
	desk := newWorld(t, c).desk
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 3))
		w := worldOf(desk)
		texts, usual, jitter := anything, upto(random, promptly-regularly), regularly
		if seed%2 == 0 {
			texts, usual, jitter = anything[:3], upto(random, 3*time.Minute), time.Minute
		}
		turns := 0
		for answered := true; answered; turns++ {
			answered = len(w.texts(texts[random.IntN(len(texts))]).Replies) > 0
			w.now = w.now.Add(usual + upto(random, jitter))
			if turns > 2*helpsAtAll {
				t.Fatalf("seed %d: the bots still talk after %d texts", seed, turns)
			}
		}
	}
}
