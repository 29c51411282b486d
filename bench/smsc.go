package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/smsc"
)

// shortCode is the number that the shop is texted at and texts from.
const shortCode message.Address = "72100"

// name is what the SMSC is called here.
const name = "bench"

// errPublic keeps made-up numbers away from real networks.
var errPublic = errors.New("measure only against a simulator on this machine or a private network: the recipients' numbers are made up, but may exist")

// checkPeer refuses an SMSC that may be a real one.
func checkPeer(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("address of the SMSC: %w", err)
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate()) {
		return nil
	}
	return fmt.Errorf("address of the SMSC: %w", errPublic)
}

// newSimulator makes an SMSC on a free port of loopback, which forgets texts at once. tap, where it is not nil, sees
// what passes.
func newSimulator(ctx context.Context, window int, tap *tap) (*smsc.Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen as an SMSC: %w", err)
	}
	if tap != nil {
		listener = tap.listener(listener)
	}
	return smsc.New(smsc.Config{
		Listener: listener, Discard: true, DeliverWindow: window, RetryDelay: 100 * time.Millisecond,
		Accounts: []smsc.Account{{SystemID: name, Numbers: []message.Address{shortCode}}},
	})
}

// linkTo makes the link to the SMSC at the address, as fast as its window allows.
func linkTo(address string, window int, clock clock.Clock, logger *slog.Logger, inbound, receipt func(message.Delivery) bool) (*smpp.Link, error) {
	return smpp.New(smpp.Config{
		SMSCs: []smpp.SMSCConfig{{
			Name: name, Address: address, SystemID: name, Source: shortCode, Window: window, Rate: smpp.Unlimited,
		}},
		Logger: logger, Clock: clock, Inbound: inbound, Receipt: receipt,
	})
}

// bindWithin is how long the link may take to bind.
const bindWithin = 15 * time.Second

// waitUp blocks until the link is bound: binding is not measured.
func waitUp(ctx context.Context, link *smpp.Link) error {
	ctx, cancel := context.WithTimeout(ctx, bindWithin)
	defer cancel()
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for !link.Up() {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			reason := "no answer"
			for _, bind := range link.State() {
				reason = bind.LastError
			}
			return fmt.Errorf("bind to the SMSC: %w: %s", context.Cause(ctx), reason)
		}
	}
	return nil
}
