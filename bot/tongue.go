package bot

import (
	"fmt"
	"math"
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// tongue is the language in which the bot speaks to staff: German or else English.
type tongue message.Language

func tongueOf(l message.Language) tongue {
	if l == message.German {
		return tongue(message.German)
	}
	return tongue(message.English)
}

// say gives the wording of the tongue with args filled in as fmt.Sprintf does.
func (t tongue) say(german, english string, args ...any) string {
	wording := english
	if t == tongue(message.German) {
		wording = german
	}
	if len(args) == 0 {
		return wording
	}
	return fmt.Sprintf(wording, args...)
}

// count writes a number for people.
func (t tongue) count(n int) string { return sms.Number(int64(n), sms.Locale(t)) }

// tenths writes a number with one place.
func (t tongue) tenths(x float64) string {
	return sms.Decimal(int64(math.Round(x*10)), 1, sms.Locale(t))
}

// money writes a sum in thousandths of a cent with two places, rounded.
func (t tongue) money(thousandths int64, currency string) string {
	return sms.Decimal((thousandths+500)/1000, 2, sms.Locale(t)) + " " + currency
}

// at writes a time of day, with the day where it is not today's.
func (t tongue) at(when, now time.Time) string {
	if when.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return when.Format("15:04")
	}
	if when.Year() != now.Year() {
		return when.Format(t.say("02.01.2006 15:04", "2 Jan 2006 15:04"))
	}
	return when.Format(t.say("02.01. 15:04", "2 Jan 15:04"))
}

// until writes a time to come, with the weekday where it is not today's and less than a week away.
func (t tongue) until(when, now time.Time) string {
	if when.Format(time.DateOnly) == now.Format(time.DateOnly) || when.Sub(now) > 6*24*time.Hour {
		return t.at(when, now)
	}
	days := [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}
	return t.say(days[when.Weekday()], when.Format("Mon")) + when.Format(" 15:04")
}

// span writes how long something took, in its largest two units.
func (t tongue) span(d time.Duration) string {
	switch minutes := int(d / time.Minute); {
	case minutes < 1:
		return t.say("unter 1 Min.", "under 1 min")
	case minutes < 120:
		return t.say("%d Min.", "%d min", minutes)
	case minutes < 48*60:
		return t.say("%d Std. %d Min.", "%d h %d min", minutes/60, minutes%60)
	default:
		return t.say("%d Tage", "%d days", minutes/60/24)
	}
}

// orderState names an order's canonical state.
func (t tongue) orderState(state string) string {
	names := map[string][2]string{
		"created": {"angelegt", "created"}, "paid": {"bezahlt", "paid"}, "processing": {"in Arbeit", "being packed"},
		"shipped": {"unterwegs", "shipped"}, "out_for_delivery": {"in Zustellung", "out for delivery"}, "delivered": {"zugestellt", "delivered"},
		"delayed": {"verspätet", "delayed"}, "returned": {"zurückgeschickt", "returned"}, "refunded": {"erstattet", "refunded"},
		"cancelled": {"storniert", "cancelled"}, "payment_reminder": {"Zahlung angemahnt", "payment reminded"}, "partially_shipped": {"teilweise unterwegs", "partly shipped"},
		"delivery_failed": {"Zustellung gescheitert", "delivery failed"}, "ready_for_pickup": {"abholbereit", "ready for pickup"},
		"partially_refunded": {"teilweise erstattet", "partly refunded"},
	}
	if name, ok := names[state]; ok {
		return t.say(name[0], name[1])
	}
	return strings.ReplaceAll(state, "_", " ")
}
