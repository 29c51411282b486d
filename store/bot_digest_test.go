package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/bot"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestDigestCountsTheNightOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(jan, "Ich möchte mit einem Mitarbeiter sprechen")
		w.drain(w)
		w.clock.Advance(12 * time.Hour)
		night := bot.Night{Since: w.clock.Now(), Until: w.clock.Now().Add(8 * time.Hour)}
		if err := db.Agree(t.Context(), lena, noon); err != nil {
			t.Fatal(err)
		}
		for _, survey := range []string{"a", "b", "c"} {
			err := db.ExecForTest(t.Context(), "INSERT INTO survey_answer (id, survey, address, score, asked_ms, answered_ms) VALUES ($1, 'delivery', $1, $2, 1, $3)",
				survey, int(survey[0]-'a')+3, w.clock.Now().UnixMilli())
			if err != nil {
				t.Fatal(err)
			}
		}
		w.texts(lena, "Ich möchte mit einem Mitarbeiter sprechen", "STOP")
		w.drain(w)
		w.sends()
		got, err := db.Digest(t.Context(), night)
		want := bot.Digest{Texts: 2, People: 1, Answered: 3, OptedOut: 1, Asked: 1, Waiting: 2, Older: 1, Ratings: []bot.Ratings{{Survey: "delivery", Count: 3, Mean: 4}}}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("the digest differs (-want +got): %v\n%s", err, diff)
		}
		w.clock.Advance(8*time.Hour + time.Second)
		w.texts(lena, "START")
		w.drain(w)
		quiet := bot.Night{Since: night.Until.Add(time.Hour), Until: night.Until.Add(2 * time.Hour)}
		if got, err := db.Digest(t.Context(), quiet); err != nil || got.Texts != 0 || got.Asked != 0 || got.Older != 2 {
			t.Errorf("of an hour without texts: %+v, %v", got, err)
		}
		for _, address := range []message.Address{lena, jan} {
			closed := conversations.Event{Address: address, At: w.clock.Now(), Kind: conversations.Closed, Conversation: w.thread(address), Staff: conversations.Staff{User: "U1", Name: "Anna"}}
			if _, err := db.AddEvents(t.Context(), []conversations.Event{closed}); err != nil {
				t.Fatal(err)
			}
		}
		w.drain(w)
		if posted, err := db.PostDigest(t.Context(), quiet.Since, quiet.Until, w.clock.Now()); err != nil || posted {
			t.Errorf("a digest of nothing was posted: %v, %v", posted, err)
		}
	})
}
