package store_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

var botNow = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// botPost makes a post in the thread of a card.
func botPost(card, text string) bot.Post {
	payload, err := json.Marshal(conversations.Notice{Kind: conversations.CustomerSaid, Text: text})
	if err != nil {
		panic(err)
	}
	return bot.Post{Channel: "inbox", Card: card, Kind: conversations.CustomerSaid, Payload: payload}
}

func botCard(card string) bot.Post {
	return bot.Post{Channel: "inbox", Card: card, Kind: conversations.CardChanged, Payload: json.RawMessage("{}"), Latest: card + ":card"}
}

func addBotPosts(t *testing.T, db *store.DB, posts ...bot.Post) {
	t.Helper()
	if err := db.AddPosts(t.Context(), posts, botNow); err != nil {
		t.Fatal(err)
	}
}

func takePost(t *testing.T, db *store.DB, at time.Time) (bot.Post, bool) {
	t.Helper()
	p, found, err := db.TakePost(t.Context(), "inbox", at)
	if err != nil {
		t.Fatal(err)
	}
	return p, found
}

func settlePost(t *testing.T, db *store.DB, p bot.Post, s bot.Settlement) {
	t.Helper()
	if err := db.SettlePost(t.Context(), p, s); err != nil {
		t.Fatal(err)
	}
}

func TestPostsOfACardWaitForEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addBotPosts(t, db, botCard("conversation:1"), botPost("conversation:1", "one"), botPost("conversation:2", "two"))
		first, _ := takePost(t, db, botNow)
		if first.Card != "conversation:1" || first.Kind != conversations.CardChanged || first.State != bot.PostPending {
			t.Fatalf("first: got %+v", first)
		}
		second, _ := takePost(t, db, botNow)
		if second.Card != "conversation:2" {
			t.Errorf("second: got %+v, want the other card's", second)
		}
		if p, found := takePost(t, db, botNow); found {
			t.Errorf("got %+v while its card is under way", p)
		}
		settlePost(t, db, first, bot.Settlement{State: bot.PostUncertain, Next: botNow.Add(5 * time.Second), Blamed: true})
		if p, found := takePost(t, db, botNow.Add(time.Second)); found {
			t.Errorf("got %+v while its card is uncertain", p)
		}
		again, _ := takePost(t, db, botNow.Add(5*time.Second))
		if again.ID != first.ID || again.State != bot.PostUncertain || again.Attempts != 1 {
			t.Errorf("again: got %+v", again)
		}
		place := message.SlackRef{Channel: "C1", TS: "1.000001"}
		settlePost(t, db, again, bot.Settlement{State: bot.PostSent, TS: "1.000001", Card: &bot.Card{Name: "conversation:1", SlackRef: place}})
		if third, found := takePost(t, db, botNow.Add(5*time.Second)); !found || third.Card != "conversation:1" {
			t.Errorf("third: got %+v, %v", third, found)
		}
		card, found, err := db.CardAt(t.Context(), place)
		if err != nil || !found || card.Name != "conversation:1" {
			t.Errorf("card: got %+v, %v, %v", card, found, err)
		}
	})
}

func TestPostReplacedWhileUnderWayIsShownAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addBotPosts(t, db, botCard("campaign:1"), botCard("campaign:1"))
		p, _ := takePost(t, db, botNow)
		addBotPosts(t, db, botCard("campaign:1"))
		if q, found := takePost(t, db, botNow); found {
			t.Fatalf("got %+v twice", q)
		}
		if underWay, err := db.CardUnderWay(t.Context()); err != nil || !underWay {
			t.Errorf("under way: got %v, %v", underWay, err)
		}
		settlePost(t, db, p, bot.Settlement{State: bot.PostSent})
		q, found := takePost(t, db, botNow)
		if !found || q.ID != p.ID || q.Revision <= p.Revision {
			t.Errorf("got %+v, %v, want the same post with the newer revision", q, found)
		}
		settlePost(t, db, q, bot.Settlement{State: bot.PostSent})
		if _, found := takePost(t, db, botNow); found {
			t.Error("a post that was shown is shown again")
		}
	})
}

func TestPostsOfADeadProcessAreUncertain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addBotPosts(t, db, botPost("", "one"))
		takePost(t, db, botNow)
		if channels, err := db.DueChannels(t.Context(), botNow); err != nil || len(channels) != 0 {
			t.Errorf("due channels: got %v, %v, want none", channels, err)
		}
		if err := db.ReclaimPosts(t.Context(), botNow); err != nil {
			t.Fatal(err)
		}
		if p, found := takePost(t, db, botNow); !found || p.State != bot.PostUncertain {
			t.Errorf("got %+v, %v, want it uncertain", p, found)
		}
	})
}

func TestArrivalsAreKeptOnceAndInOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, want := range []bool{true, false} {
			fresh, err := db.AddArrival(t.Context(), bot.Arrival{Dedupe: "event:1", Lane: "a", Kind: "event", Payload: json.RawMessage(`{"x":"\u0000"}`)}, false, botNow)
			if err != nil || fresh != want {
				t.Errorf("time %d: got %v, %v, want %v", i, fresh, err, want)
			}
		}
		if _, err := db.AddArrival(t.Context(), bot.Arrival{Dedupe: "event:2", Lane: "a", Kind: "event"}, false, botNow); err != nil {
			t.Fatal(err)
		}
		if _, err := db.AddArrival(t.Context(), bot.Arrival{Dedupe: "command:1", Kind: "command"}, true, botNow); err != nil {
			t.Fatal(err)
		}
		waiting, err := db.PendingArrivals(t.Context(), 10)
		if err != nil || len(waiting) != 2 || waiting[0].Dedupe != "event:1" {
			t.Fatalf("waiting: got %+v, %v", waiting, err)
		}
		for _, settle := range []struct {
			problem string
			again   bool
			left    int
		}{{"busy", true, 2}, {"broken", false, 1}} {
			if err := db.SettleArrival(t.Context(), waiting[0].ID, settle.problem, settle.again); err != nil {
				t.Fatal(err)
			}
			left, err := db.PendingArrivals(t.Context(), 10)
			if err != nil || len(left) != settle.left {
				t.Errorf("after %q: got %d waiting, %v, want %d", settle.problem, len(left), err, settle.left)
			}
		}
	})
}

func TestTidyKeepsWhatIsNotDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, a := range []bot.Arrival{{Dedupe: "old"}, {Dedupe: "waits"}} {
			if _, err := db.AddArrival(t.Context(), a, a.Dedupe == "old", botNow); err != nil {
				t.Fatal(err)
			}
		}
		addBotPosts(t, db, botCard("conversation:1"), botPost("", "done"), botPost("", "waits"))
		for range 2 {
			p, _ := takePost(t, db, botNow)
			settlePost(t, db, p, bot.Settlement{State: bot.PostSent})
		}
		later := botNow.Add(time.Hour)
		if err := db.TidySlack(t.Context(), later, later); err != nil {
			t.Fatal(err)
		}
		if fresh, err := db.AddArrival(t.Context(), bot.Arrival{Dedupe: "old"}, true, later); err != nil || !fresh {
			t.Errorf("the old arrival is still there: %v, %v", fresh, err)
		}
		if waiting, err := db.PendingArrivals(t.Context(), 10); err != nil || len(waiting) != 1 {
			t.Errorf("waiting: got %d, %v, want 1", len(waiting), err)
		}
		if _, found := takePost(t, db, later); !found {
			t.Error("the post that waits is gone")
		}
	})
}

func TestLeaseHasOneOwner(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, step := range []struct {
			owner string
			at    time.Duration
			want  bool
		}{{"a", 0, true}, {"b", time.Second, false}, {"a", 5 * time.Second, true}, {"b", 15 * time.Second, false}, {"b", 21 * time.Second, true}, {"a", 22 * time.Second, false}} {
			now := botNow.Add(step.at)
			held, err := db.HoldLease(t.Context(), "slack", step.owner, now, now.Add(15*time.Second))
			if err != nil || held != step.want {
				t.Errorf("step %d: got %v, %v, want %v", i, held, err, step.want)
			}
		}
	})
}

func TestTagsAreCountedApartFromTheStatus(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.ExecForTest(t.Context(), "INSERT INTO contact_tag (address, tag) VALUES ('+491711234561', 'b2b'), ('+491711234561', 'vip'), ('+491711234562', 'vip')")
		if err != nil {
			t.Fatal(err)
		}
		tags, err := db.Tags(t.Context())
		if want := []bot.Tally{{Name: "vip", Count: 2}, {Name: "b2b", Count: 1}}; err != nil || !slices.Equal(tags, want) {
			t.Errorf("got %v, %v, want %v", tags, err, want)
		}
	})
}

func TestCountsAndSearchesWorkOnBoth(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, err := db.AddEvents(t.Context(), []conversations.Event{{Address: "+491711234567", Kind: conversations.Texted, At: botNow, Text: "hallo"}})
		if err != nil {
			t.Fatal(err)
		}
		n, err := db.Counts(t.Context(), botNow)
		if err != nil || n.EventsWaiting != 1 || n.ReceivedToday != 1 {
			t.Errorf("counts: got %+v, %v", n, err)
		}
		for _, q := range []bot.PeopleQuery{{Address: "+491711234567"}, {Order: "4711"}, {Name: "100%_"}} {
			found, err := db.People(t.Context(), q)
			if err != nil || (len(found) == 1) != (q.Address != "") {
				t.Errorf("%+v: got %+v, %v", q, found, err)
			}
		}
		if _, err := db.Cases(t.Context(), bot.CaseQuery{Owner: "U1", Status: conversations.InHands}); err != nil {
			t.Error(err)
		}
		if _, found, err := db.Case(t.Context(), "nobody"); err != nil || found {
			t.Errorf("case: got %v, %v", found, err)
		}
	})
}
