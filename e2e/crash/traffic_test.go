package crash_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"kurzwahl/message"
	"kurzwahl/shop"
)

// shopNumber is what customers text.
const shopNumber message.Address = "72100"

// text is what a customer writes, and how it shows that it was not lost.
type text struct {
	phone  message.Address
	words  string
	answer string // in a text to the phone; "" when people are asked
	order  string // that it asks about, "" for none
	token  string // that stands in Slack, "" when nobody is asked
	stop   bool
}

// writes plans what customers write: questions about orders that the bot answers, each by its number, questions for
// people, and opt-outs. No customer writes twice.
func (w *world) writes() {
	for i, who := range w.dice.Perm(w.size.recipients)[:w.size.texts] {
		next := text{phone: customer(who)}
		switch {
		case i%20 == 5:
			next.token = fmt.Sprintf("Brise%s", letters(i))
			next.words = fmt.Sprintf("Ich möchte bitte mit einem Menschen über das Modell %s sprechen", next.token)
		case i%10 == 0:
			next.words, next.answer, next.stop = "STOP", "abgemeldet", true
		default:
			next.order = fmt.Sprintf("%d", 600_000+i)
			next.words, next.answer = "wo ist bestellung "+next.order+"?", next.order
		}
		w.texts = append(w.texts, next)
	}
	for i := range w.size.talks {
		ask := func(order int) text {
			number := fmt.Sprint(order)
			return text{phone: customer(w.size.recipients + i), order: number, words: "wo ist bestellung " + number + "?", answer: number}
		}
		// The last asks in the words of the one before it, which was answered: no process may take it for what the SMSC
		// delivers again, though one dies meanwhile.
		w.talks = append(w.talks, []text{ask(700_000 + i), ask(750_000 + i), ask(750_000 + i)})
	}
}

// letters writes a number without digits, which might be taken for an order's.
func letters(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprintf("%05d", n))
}

// hook is a webhook of the shop.
type hook struct {
	order    string
	phone    message.Address
	accepted int // how often it was answered with 202
}

// sells plans the webhooks.
func (w *world) sells() {
	for i := range w.size.orders {
		w.hooks = append(w.hooks, &hook{order: fmt.Sprintf("%d", 800_000+i), phone: customer(w.dice.IntN(w.size.recipients))})
	}
}

// traffic has customers write and the shop send its webhooks, spread over the time that the campaign takes. The
// processes take the webhooks in turn. It returns when all was sent.
func (w *world) traffic(processes ...*process) {
	var senders sync.WaitGroup
	senders.Go(func() {
		w.evenly(len(w.texts), func(i int) bool {
			if err := w.network.Phone(w.texts[i].phone).Send(w.ctx, shopNumber, w.texts[i].words); err != nil && w.ctx.Err() == nil {
				w.t.Errorf("%s cannot text: %v", w.texts[i].phone, err)
			}
			return true
		})
	})
	senders.Go(func() {
		turn := 0
		w.evenly(len(w.hooks), func(i int) bool {
			turn++
			return w.hooks[i].post(w.ctx, processes[turn%len(processes)].where())
		})
	})
	senders.Wait()
}

// evenly does n things one after another, evenly spread over the time that the campaign takes. What fails is tried
// again.
func (w *world) evenly(n int, do func(i int) bool) {
	tick := time.NewTicker(w.size.lasts() / time.Duration(n+1))
	defer tick.Stop()
	for i := 0; i < n; {
		select {
		case <-tick.C:
		case <-w.ctx.Done():
			return
		}
		if do(i) {
			i++
		}
	}
}

// post sends the webhook. Every fourth is sent again although it was accepted, as shops do that lost the answer.
func (h *hook) post(ctx context.Context, address string) (done bool) {
	body, err := json.Marshal(map[string]any{
		"id": "evt-" + h.order, "event": "order.shipped", "occurred_at": time.Now().UTC().Format(time.RFC3339),
		"order": map[string]any{"number": h.order, "phone": string(h.phone), "country": "DE", "language": "de", "carrier": "dhl"},
	})
	if err != nil || address == "" {
		return false
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/hooks/shop", strings.NewReader(string(body)))
	if err != nil {
		return false
	}
	request.Header.Set(shop.SignatureHeader, shop.Sign(secret, body))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusAccepted {
		return false
	}
	h.accepted++
	return h.accepted == 2 || !strings.HasSuffix(h.order, "4")
}
