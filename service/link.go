package service

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kurzwahl/config"
	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/sms"
)

// accounts makes the link's settings of the [[smsc]] sections.
func accounts(cfg *config.Config) ([]smpp.SMSCConfig, error) {
	all := make([]smpp.SMSCConfig, 0, len(cfg.SMSCs))
	for _, s := range cfg.SMSCs {
		account, err := account(s)
		if err != nil {
			return nil, fmt.Errorf("smsc %q: %w", s.Name, err)
		}
		all = append(all, account)
	}
	return all, nil
}

// account makes the link's settings of one section. The config was checked; its tables are read here.
func account(s config.SMSC) (smpp.SMSCConfig, error) {
	a := smpp.SMSCConfig{
		Name: s.Name, Address: s.Address, SystemID: s.SystemID, Password: s.Password, SystemType: s.SystemType,
		ServiceType: s.ServiceType, Source: source(s.Source), Mode: smpp.BindMode(s.Mode), Binds: s.Binds, Window: s.Window,
		Rate: s.Rate, Prefixes: s.Countries, FailoverAfter: time.Duration(s.FailoverSeconds) * time.Second,
		LongMessages: smpp.LongMessages(s.LongMessages), IDFormat: smpp.IDFormat(s.IDFormat),
		Timing: smpp.Timing{Enquire: time.Duration(s.EnquireSeconds) * time.Second},
	}
	if s.Alphabet == "latin1" {
		a.DefaultAlphabet = sms.Latin1
	}
	if s.TLS {
		a.TLS = &smpp.TLSConfig{ServerName: s.ServerName, CAFile: s.CAFile, CertFile: s.CertFile, KeyFile: s.KeyFile}
	}
	var err error
	if a.ReceiptZone, err = time.LoadLocation(s.ReceiptZone); err != nil {
		return a, fmt.Errorf("receipt_zone: %w", err)
	}
	if a.Numbering, err = numbering(s.Numbering); err != nil {
		return a, err
	}
	a.StatusClasses, err = statusClasses(s.Statuses)
	return a, err
}

// source reads the sender as it stands in the config: a number with plus is international, one without is taken as
// the operator wrote it.
func source(text string) message.Address {
	return message.FromNetwork(text, strings.HasPrefix(text, "+"))
}

// numbering reads type and plan of number by kind of sender.
func numbering(table map[string]string) (map[message.AddressKind]smpp.Numbering, error) {
	kinds := map[string]message.AddressKind{
		"number": message.Phone, "short_code": message.ShortCode, "name": message.Alphanumeric,
	}
	read := make(map[message.AddressKind]smpp.Numbering, len(table))
	for name, value := range table {
		kind, ok := kinds[name]
		var n smpp.Numbering
		if _, err := fmt.Sscanf(value, "%d/%d", &n.TON, &n.NPI); err != nil || !ok {
			return nil, fmt.Errorf(`numbering has %q = %q: write number, short_code or name, and "3/0"`, name, value)
		}
		read[kind] = n
	}
	return read, nil
}

// statusClasses reads an SMSC's own command_status codes.
func statusClasses(table map[string]string) (map[uint32]message.Disposition, error) {
	words := map[string]message.Disposition{
		"throttled": message.Throttled, "transient": message.Transient, "recipient": message.RefusedRecipient,
		"sender": message.RefusedSender, "content": message.RefusedContent,
	}
	classes := make(map[uint32]message.Disposition, len(table))
	for code, word := range table {
		status, err := strconv.ParseUint(code, 0, 32)
		class, ok := words[word]
		if err != nil || !ok {
			return nil, fmt.Errorf(`statuses has %q = %q: write "0x0400" = "throttled", transient, recipient, sender or content`, code, word)
		}
		classes[uint32(status)] = class
	}
	return classes, nil
}
