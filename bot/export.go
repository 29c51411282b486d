package bot

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/conversations"
	"kurzwahl/message"
)

// exportPatience is how long making and uploading a file may take: a million recipients are some hundred megabytes.
const exportPatience = 10 * time.Minute

// onExport gives what became of each recipient of a campaign as a file: with masked numbers into the thread of its card,
// where everybody reads it; with whole ones to an admin alone. One that fails is not tried again by itself, so that nobody
// gets it twice.
func (b *Bot) onExport(ctx context.Context, c campaigns.Campaign, staff conversations.Staff) error {
	say, card := b.lang.say, campaignCard+c.ID
	admin := b.erases(staff.User)
	limited, cancel := context.WithTimeout(ctx, exportPatience)
	defer cancel()
	err := b.export(limited, c, staff, admin)
	switch {
	case err != nil && ctx.Err() == nil:
		b.log.ErrorContext(ctx, "export campaign", slog.String("campaign", c.ID), slog.Any("error", err))
		return b.hint(ctx, card, staff.Message, staff.User, say("Die Datei konnte nicht hochgeladen werden. Klicken Sie gleich noch einmal; /sms status zeigt, ob etwas gestört ist.",
			"The file could not be uploaded. Click again in a moment; /sms status shows whether something is wrong."))
	case err == nil && admin:
		return b.hint(ctx, card, staff.Message, staff.User, say("Die Datei mit den ganzen Nummern steht in Ihren Direktnachrichten.", "The file with the whole numbers is in your direct messages."))
	default:
		return err
	}
}

// export writes the file and uploads it. It is gone from this machine's disk, by name, before anything stands in it.
func (b *Bot) export(ctx context.Context, c campaigns.Campaign, staff conversations.Staff, whole bool) error {
	file, err := os.CreateTemp("", "kurzwahl-*.csv")
	if err != nil {
		return fmt.Errorf("make export: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing reads it any more
	if err := os.Remove(file.Name()); err != nil {
		return fmt.Errorf("make export: %w", err)
	}
	to := bufio.NewWriter(file)
	if err := b.writeOutcomes(ctx, to, c, staff.User, whole); err != nil {
		return err
	}
	if err := to.Flush(); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read export: %w", err)
	}
	channel, thread, err := b.exportPlace(ctx, c, staff, whole)
	if err != nil {
		return err
	}
	_, err = b.uploader().UploadFileContext(ctx, slack.UploadFileParameters{
		Reader: file, FileSize: int(size), Filename: "campaign-" + shortID(c.ID) + ".csv", Title: c.Name + ".csv", Channel: channel, ThreadTimestamp: thread,
	})
	return err
}

// uploader is a client that has the patience for files.
func (b *Bot) uploader() *slack.Client {
	return slack.New(b.config.BotToken, slack.OptionHTTPClient(&http.Client{Timeout: exportPatience}), slack.OptionAPIURL(b.config.APIURL))
}

// exportPlace gives where the file goes.
func (b *Bot) exportPlace(ctx context.Context, c campaigns.Campaign, staff conversations.Staff, whole bool) (channel, thread string, err error) {
	if !whole {
		card, found, err := b.store.Card(ctx, campaignCard+c.ID)
		if err == nil && !found {
			card.SlackRef = staff.Message
		}
		return card.Channel, card.TS, err
	}
	direct, _, _, err := b.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{staff.User}})
	if err != nil {
		return "", "", fmt.Errorf("open direct messages: %w", err)
	}
	return direct.ID, "", nil
}

// writeOutcomes writes one line for each recipient. A German spreadsheet wants semicolons between cells, and every one the
// mark at the beginning by which it knows UTF-8.
func (b *Bot) writeOutcomes(ctx context.Context, to io.Writer, c campaigns.Campaign, actor string, whole bool) error {
	say := b.lang.say
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	lines := csv.NewWriter(to)
	lines.UseCRLF = true
	if b.lang == tongue(message.German) {
		lines.Comma = ';'
	}
	write := func(cells ...string) error {
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		return lines.Write(cells)
	}
	err := write(say("Nummer", "number"), say("Ergebnis", "outcome"), say("Grund", "reason"), "SMS", say("gesendet", "sent"), say("zuletzt", "ended"),
		say("geklickt", "clicked"), say("geantwortet", "replied"), say("abgemeldet", "opted out"))
	if err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	err = b.store.CampaignOutcomes(ctx, c.ID, actor, b.now(), func(o campaigns.Outcome) error {
		number := o.Address.Masked()
		if whole {
			number = string(o.Address)
		}
		return write(number, b.outcomeName(o.State), b.lang.reason(o.Reason), strconv.Itoa(o.Segments), b.stamp(o.SentAt), b.stamp(o.EndedAt),
			b.yes(o.Clicked), b.yes(o.Replied), b.yes(o.OptedOut))
	})
	lines.Flush()
	if err == nil {
		err = lines.Error()
	}
	if err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	return nil
}

// harmless keeps a spreadsheet from reading a cell as a formula: whatever begins like one gets an apostrophe (OWASP, CSV
// Injection).
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

// stamp writes a moment as spreadsheets sort it, "" for none.
func (b *Bot) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return b.local(t).Format(time.DateTime)
}

func (b *Bot) yes(is bool) string {
	if is {
		return b.lang.say("ja", "yes")
	}
	return ""
}

func (b *Bot) outcomeName(s message.State) string {
	names := map[message.State][2]string{
		message.Queued: {"wartet", "waits"}, message.Written: {"wird gesendet", "being sent"}, message.Sent: {"gesendet", "sent"}, message.Arrived: {"angekommen", "delivered"},
		message.Failed: {"gescheitert", "failed"}, message.Lapsed: {"abgelaufen", "expired"}, message.Ambiguous: {"ungewiss", "unknown"},
		message.Skipped: {"ausgelassen", "left out"}, message.Cancelled: {"abgebrochen", "withdrawn"},
	}
	n := names[s]
	return b.lang.say(n[0], n[1])
}
