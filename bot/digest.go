package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
)

// DigestPost is the kind of a Post that tells what came in while the desk was closed. Its payload is a Night.
const DigestPost conversations.NoticeKind = "digest"

// Night is the time that a digest is about.
type Night struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
}

// Digest is what came in during a Night, and what waits because of it.
type Digest struct {
	Texts    int // from customers
	People   int // who wrote them
	Answered int // texts that the bot sent to them
	OptedOut int // people who did
	Asked    int // questions that came to people
	Waiting  int // conversations that nobody has claimed now
	Older    int // of these, from before the night
	Ratings  []Ratings
}

// Ratings are the answers to one survey.
type Ratings struct {
	Survey string
	Count  int
	Mean   float64
}

// Empty says whether there is nothing to tell.
func (d Digest) Empty() bool {
	return d.Texts == 0 && d.Asked == 0 && d.Waiting == 0 && d.OptedOut == 0 && len(d.Ratings) == 0
}

// Digests tells what came in.
type Digests interface {
	// Digest gives the figures of a night, as they are now.
	Digest(ctx context.Context, night Night) (Digest, error)
}

// digestLimit is how many conversations a digest lists.
const digestLimit = 10

// showDigest shows a digest, with a link to each conversation that waits.
func (b *Bot) showDigest(ctx context.Context, p Post, channel string) (shown, error) {
	var night Night
	if err := json.Unmarshal(p.Payload, &night); err != nil {
		return shown{}, fmt.Errorf("read payload of digest: %w", err)
	}
	digest, err := b.store.Digest(ctx, night)
	if err != nil {
		return shown{}, err
	}
	waiting, err := b.store.Cases(ctx, CaseQuery{Status: conversations.Open, Limit: digestLimit})
	if err != nil {
		return shown{}, err
	}
	return b.showMessage(ctx, p, channel, "", b.digestContent(ctx, night, digest, waiting))
}

func (b *Bot) digestContent(ctx context.Context, night Night, d Digest, waiting []Case) content {
	since := b.lang.until(b.local(night.Since), b.local(night.Until))
	title := b.lang.say("Guten Morgen! Seit %s kam herein:", "Good morning! Since %s this came in:", since)
	c := content{
		text: b.lang.say("Guten Morgen! %s SMS, %s Fragen warten.", "Good morning! %s texts, %s questions wait.", b.lang.count(d.Texts), b.lang.count(d.Waiting)),
		blocks: []slack.Block{
			titled("☀️ "+title, ""),
			facts(
				fact{b.lang.say("SMS", "Texts"), b.lang.say("%s von %s Personen", "%s from %s people", b.lang.count(d.Texts), b.lang.count(d.People))},
				fact{b.lang.say("Antworten des Bots", "Answers of the bot"), b.lang.count(d.Answered)},
				fact{b.lang.say("Fragen an das Team", "Questions to the team"), b.lang.count(d.Asked)},
				fact{b.lang.say("Abmeldungen", "Opt-outs"), b.lang.count(d.OptedOut)},
				fact{b.lang.say("Bewertungen", "Ratings"), b.ratings(d.Ratings)},
			),
		},
	}
	if len(waiting) == 0 {
		c.blocks = append(c.blocks, plainSection(b.lang.say("Keine Frage wartet.", "No question waits.")))
		return c
	}
	waits := b.lang.say("Es warten: %s", "Waiting: %s", b.lang.count(d.Waiting))
	if d.Older > 0 {
		waits += b.lang.say(", davon von früher: %s", ", of these from before: %s", b.lang.count(d.Older))
	}
	c.blocks = append(append(c.blocks, titled("📩 "+waits, "")), b.caseLines(ctx, waiting)...)
	if more := d.Waiting - len(waiting); more > 0 {
		c.blocks = append(c.blocks, contextLine(b.lang.say("und %s weitere: /sms inbox", "and %s more: /sms inbox", b.lang.count(more))))
	}
	return c
}

// ratings lists surveys with how many answered and how on average, "" for none.
func (b *Bot) ratings(all []Ratings) string {
	lines := make([]string, len(all))
	for i, r := range all {
		lines[i] = b.lang.say("%s: %s (im Mittel %s)", "%s: %s (mean %s)", r.Survey, b.lang.count(r.Count), b.lang.tenths(r.Mean))
	}
	return strings.Join(lines, "\n")
}
