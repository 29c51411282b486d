package service

import (
	"context"
	"fmt"
	"log/slog"

	"kurzwahl/message"
	"kurzwahl/smpp"
)

// alarm takes an alarm of the link, which must not wait. When very many come at once the newest are dropped; the log
// and /readyz tell of them still.
func (s *Service) alarm(a smpp.Alarm) {
	s.logger.Warn("smsc alarm", slog.String("smsc", a.SMSC), slog.String("bind", a.Bind), slog.String("kind", string(a.Kind)), slog.String("reason", a.Reason))
	select {
	case s.alarms <- a:
	default:
	}
}

// tellAlarms tells the admins in Slack until ctx ends.
func (s *Service) tellAlarms(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case a := <-s.alarms:
			s.bot.TellAdmins(ctx, "smsc:"+a.SMSC, alarmSentence(a, s.cfg.Shop.Language))
		}
	}
}

// alarmSentence says what is wrong with the link and what to do about it.
func alarmSentence(a smpp.Alarm, language message.Language) string {
	german := language == message.German
	switch {
	case a.Kind == smpp.AlarmBindRefused && german:
		return fmt.Sprintf("Das SMS-Zentrum %s lehnt die Anmeldung ab (%s). Bitte system_id, Passwort und freigegebene Adressen prüfen. Es wird langsam weiter versucht; nichts geht verloren.", a.SMSC, a.Reason)
	case a.Kind == smpp.AlarmBindRefused:
		return fmt.Sprintf("The SMSC %s refuses to let us in (%s). Check system_id, password and allowed addresses. It is tried again slowly; nothing is lost.", a.SMSC, a.Reason)
	case a.Kind == smpp.AlarmDown && german:
		return fmt.Sprintf("Das SMS-Zentrum %s ist nicht zu erreichen (%s). Nachrichten warten und gehen hinaus, sobald es wieder da ist.", a.SMSC, a.Reason)
	case a.Kind == smpp.AlarmDown:
		return fmt.Sprintf("The SMSC %s cannot be reached (%s). Messages wait and leave as soon as it is back.", a.SMSC, a.Reason)
	case a.Kind == smpp.AlarmRefusing && german:
		return fmt.Sprintf("Das SMS-Zentrum %s weist alle Nachrichten ab (%s). Bitte Guthaben, Vertrag und Absender prüfen. Kampagnen warten solange und gehen von selbst weiter.", a.SMSC, a.Reason)
	case a.Kind == smpp.AlarmRefusing:
		return fmt.Sprintf("The SMSC %s refuses all messages (%s). Check credit, contract and sender. Campaigns wait until then and go on by themselves.", a.SMSC, a.Reason)
	case a.Kind == smpp.AlarmAccepting && german:
		return fmt.Sprintf("Das SMS-Zentrum %s nimmt wieder Nachrichten an.", a.SMSC)
	case a.Kind == smpp.AlarmAccepting:
		return fmt.Sprintf("The SMSC %s takes messages again.", a.SMSC)
	case german:
		return fmt.Sprintf("Das SMS-Zentrum %s ist wieder da.", a.SMSC)
	default:
		return fmt.Sprintf("The SMSC %s is back.", a.SMSC)
	}
}
