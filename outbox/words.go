package outbox

import (
	"strings"

	"kurzwahl/message"
)

// Words are what staff are told of their replies' fate, in the shop's language: German or else English.
type Words struct{ Language message.Language }

// Undelivered is for the author of a reply that did not arrive.
func (w Words) Undelivered(state message.State, reason string) string {
	texts, ok := undelivered[state]
	if !ok {
		texts = undelivered[message.Failed]
	}
	text := texts.english
	if w.Language == message.German {
		text = texts.german
	}
	return strings.ReplaceAll(text, "{reason}", reason)
}

var undelivered = map[message.State]struct{ german, english string }{
	message.Skipped: {
		"Ihre Antwort wurde nicht gesendet: {reason}.",
		"Your reply was not sent: {reason}.",
	},
	message.Ambiguous: {
		"Es ist nicht bekannt, ob Ihre Antwort angekommen ist: Das Netz hat nicht bestätigt. Fragen Sie im Zweifel nach.",
		"Nobody knows whether your reply arrived: the network never confirmed it. Ask the customer if in doubt.",
	},
	message.Lapsed: {
		"Ihre Antwort ist nicht angekommen: Das Telefon war zu lange nicht erreichbar.",
		"Your reply did not arrive: the phone could not be reached for too long.",
	},
	message.Failed: {
		"Ihre Antwort ist nicht angekommen: {reason}.",
		"Your reply did not arrive: {reason}.",
	},
}

// Reactions on a staff reply.
const (
	ReactionArrived = "white_check_mark"
	ReactionFailed  = "x"
)

// Reaction is what a final state shows on a staff reply, "" for states that show nothing.
func Reaction(state message.State) string {
	switch state {
	case message.Arrived:
		return ReactionArrived
	case message.Failed, message.Lapsed, message.Skipped, message.Ambiguous, message.Cancelled:
		return ReactionFailed
	case message.Queued, message.Written, message.Sent:
		return ""
	default:
		return ""
	}
}
