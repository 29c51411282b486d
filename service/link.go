package service

import (
	"fmt"
	"strconv"
	"strings"

	"kurzwahl/config"
	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/sms"
)

// accounts makes the link's settings of the [[smsc]] sections.
func accounts(cfg *config.Config) ([]smpp.SMSCConfig, error) {
	all := make([]smpp.SMSCConfig, 0, len(cfg.SMSCs))
	for _, s := range cfg.SMSCs {
		classes, err := statusClasses(s)
		if err != nil {
			return nil, err
		}
		account := smpp.SMSCConfig{
			Name: s.Name, Address: s.Address, SystemID: s.SystemID, Password: s.Password, SystemType: s.SystemType,
			Source: source(s.Source), Mode: smpp.BindMode(s.Mode), Binds: s.Binds, Window: s.Window, Rate: s.Rate, Prefixes: s.Countries,
			LongMessages: smpp.LongMessages(s.LongMessages), IDFormat: smpp.IDFormat(s.IDFormat), StatusClasses: classes,
		}
		if s.Alphabet == "latin1" {
			account.DefaultAlphabet = sms.Latin1
		}
		if s.TLS {
			account.TLS = &smpp.TLSConfig{CAFile: s.CAFile, CertFile: s.CertFile, KeyFile: s.KeyFile}
		}
		all = append(all, account)
	}
	return all, nil
}

// source reads the sender as it stands in the config: a number with plus is international, one without is taken as
// the operator wrote it.
func source(text string) message.Address {
	return message.FromNetwork(text, strings.HasPrefix(text, "+"))
}

// statusClasses reads an SMSC's own command_status codes; the config was checked, but the codes are read here.
func statusClasses(s config.SMSC) (map[uint32]message.Disposition, error) {
	words := map[string]message.Disposition{
		"throttled": message.Throttled, "transient": message.Transient, "recipient": message.RefusedRecipient,
		"sender": message.RefusedSender, "content": message.RefusedContent,
	}
	classes := make(map[uint32]message.Disposition, len(s.Statuses))
	for code, word := range s.Statuses {
		status, err := strconv.ParseUint(code, 0, 32)
		class, ok := words[word]
		if err != nil || !ok {
			return nil, fmt.Errorf(`smsc %q: statuses has %q = %q: write "0x0400" = "throttled", transient, recipient, sender or content`, s.Name, code, word)
		}
		classes[uint32(status)] = class
	}
	return classes, nil
}
