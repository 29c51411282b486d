package smpp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"kurzwahl/smpp/pdu"
)

// connection is a socket over which a bind was accepted. The reader may already hold frames that came right
// behind the bind response.
type connection struct {
	conn   net.Conn // what is read and written
	socket net.Conn // what is closed: conn, or what is beneath its TLS
	frames *pdu.Reader
}

// refusedError says that the SMSC answered a bind with a status.
type refusedError struct {
	status pdu.Status
}

func (e *refusedError) Error() string { return "bind refused: " + e.status.String() }

// connect dials, does the TLS handshake and binds with the given command, each within its time. A refusal is a
// *refusedError.
func (b *bind) connect(ctx context.Context, command pdu.ID) (connection, error) {
	timing := b.account.config.Timing
	dialing, cancel := context.WithTimeout(ctx, timing.Dial)
	defer cancel()
	var dialer net.Dialer
	socket, err := dialer.DialContext(dialing, "tcp", b.account.config.Address)
	if err != nil {
		return connection{}, fmt.Errorf("dial: %w", err)
	}
	c := connection{conn: socket, socket: socket}
	if b.tls != nil {
		encrypted := tls.Client(socket, b.tls)
		if err := encrypted.HandshakeContext(dialing); err != nil {
			_ = socket.Close() // the handshake's error says more
			return connection{}, fmt.Errorf("TLS handshake: %w", err)
		}
		c.conn = encrypted
	}
	c.frames = pdu.NewReader(c.conn)
	// The end of ctx interrupts the bind by closing its socket.
	interrupt := context.AfterFunc(ctx, func() { _ = socket.Close() })
	err = b.request(c, command)
	if !interrupt() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = socket.Close() // the bind's error says more
		return connection{}, err
	}
	return c, nil
}

// request sends the bind and waits for its answer.
func (b *bind) request(c connection, command pdu.ID) error {
	if err := c.conn.SetDeadline(time.Now().Add(b.account.config.Timing.Bind)); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	wire, err := pdu.AppendBind(nil, pdu.Header{ID: command, Sequence: 1}, b.account.config.bindBody())
	if err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	if _, err := c.conn.Write(wire); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	for {
		frame, err := c.frames.Next()
		if err != nil {
			return fmt.Errorf("wait for bind response: %w", err)
		}
		switch {
		case frame.ID == command.Response() && frame.Status == pdu.StatusOK:
			return c.conn.SetDeadline(time.Time{})
		case frame.ID == command.Response():
			return &refusedError{frame.Status}
		case frame.ID == pdu.GenericNack:
			return fmt.Errorf("wait for bind response: generic_nack, %v", frame.Status)
		case frame.ID == pdu.EnquireLink:
			if _, err := c.conn.Write(pdu.AppendBare(nil, frame.Response(pdu.StatusOK))); err != nil {
				return fmt.Errorf("bind: %w", err)
			}
		case frame.ID == pdu.Unbind:
			return errors.New("wait for bind response: the SMSC unbound")
		}
		// Anything else before the bind is out of order, and not worth losing the connection for.
	}
}
