package tshark_test

import (
	"encoding/binary"
	"slices"
	"time"
)

// capture writes a TCP connection between two addresses as a network card would have seen it, in the classic format of
// libpcap (pcap-savefile(5)), so that no right to listen on a network is needed.
type capture struct {
	octets           []byte
	client, server   endpoint
	identification   uint16
	clientPort, port uint16
}

// endpoint is one side of the connection.
type endpoint struct {
	ip   [4]byte
	next uint32 // TCP sequence number
}

// The fields of the headers that never change.
const (
	pcapMagic    = 0xA1B2C3D4
	pcapEthernet = 1
	pcapSnapLen  = 1 << 16
	etherIPv4    = 0x0800
	protocolTCP  = 6
	ipHeader     = 20
	tcpHeader    = 20
	mostPayload  = 1460 // of a frame on Ethernet
	window       = 65535
)

// The flags of TCP that are used (RFC 9293 section 3.1).
const (
	fin byte = 1 << iota
	syn
	_
	push
	ack
)

// newCapture begins a file with the three-way handshake.
func newCapture(port uint16, at time.Time) *capture {
	c := &capture{
		client: endpoint{ip: [4]byte{10, 0, 0, 1}, next: 1000}, server: endpoint{ip: [4]byte{10, 0, 0, 2}, next: 5000},
		clientPort: 40000, port: port,
	}
	b := binary.LittleEndian
	c.octets = b.AppendUint32(c.octets, pcapMagic)
	c.octets = b.AppendUint16(c.octets, 2) // version 2.4
	c.octets = b.AppendUint16(c.octets, 4)
	c.octets = append(c.octets, make([]byte, 8)...) // UTC, no accuracy
	c.octets = b.AppendUint32(c.octets, pcapSnapLen)
	c.octets = b.AppendUint32(c.octets, pcapEthernet)
	c.frame(at, false, syn, nil)
	c.client.next++
	c.frame(at, true, syn|ack, nil)
	c.server.next++
	c.frame(at, false, ack, nil)
	return c
}

// add writes a chunk, in as many frames as it takes.
func (c *capture) add(k chunk) {
	for payload := range slices.Chunk(k.octets, mostPayload) {
		c.frame(k.at, k.fromServer, push|ack, payload)
		side := &c.client
		if k.fromServer {
			side = &c.server
		}
		side.next += uint32(len(payload))
	}
}

// end closes the connection from both sides.
func (c *capture) end(at time.Time) {
	c.frame(at, false, fin|ack, nil)
	c.client.next++
	c.frame(at, true, fin|ack, nil)
	c.server.next++
	c.frame(at, false, ack, nil)
}

func (c *capture) frame(at time.Time, fromServer bool, flags byte, payload []byte) {
	from, to, fromPort, toPort := c.client, c.server, c.clientPort, c.port
	if fromServer {
		from, to, fromPort, toPort = to, from, toPort, fromPort
	}
	c.identification++
	segment := tcpSegment(from, to, fromPort, toPort, flags, payload)
	packet := ipPacket(from.ip, to.ip, c.identification, segment)
	frame := append(make([]byte, 0, 14+len(packet)), 2, 0, 0, 0, 0, to.ip[3], 2, 0, 0, 0, 0, from.ip[3])
	frame = append(binary.BigEndian.AppendUint16(frame, etherIPv4), packet...)
	b := binary.LittleEndian
	c.octets = b.AppendUint32(c.octets, uint32(at.Unix()))
	c.octets = b.AppendUint32(c.octets, uint32(at.Nanosecond()/1000))
	c.octets = b.AppendUint32(c.octets, uint32(len(frame)))
	c.octets = b.AppendUint32(c.octets, uint32(len(frame)))
	c.octets = append(c.octets, frame...)
}

// tcpSegment is RFC 9293 section 3.1 without options.
func tcpSegment(from, to endpoint, fromPort, toPort uint16, flags byte, payload []byte) []byte {
	b := binary.BigEndian
	acknowledged := to.next
	if flags&ack == 0 {
		acknowledged = 0
	}
	s := b.AppendUint16(make([]byte, 0, tcpHeader+len(payload)), fromPort)
	s = b.AppendUint16(s, toPort)
	s = b.AppendUint32(s, from.next)
	s = b.AppendUint32(s, acknowledged)
	s = append(s, tcpHeader/4<<4, flags)
	s = b.AppendUint16(s, window)
	s = append(s, 0, 0, 0, 0) // checksum, urgent pointer
	s = append(s, payload...)
	pseudo := append(append([]byte{}, from.ip[:]...), to.ip[:]...)
	pseudo = b.AppendUint16(append(pseudo, 0, protocolTCP), uint16(len(s)))
	b.PutUint16(s[16:], checksum(append(pseudo, s...)))
	return s
}

// ipPacket is RFC 791 section 3.1 without options.
func ipPacket(from, to [4]byte, identification uint16, segment []byte) []byte {
	b := binary.BigEndian
	p := append(make([]byte, 0, ipHeader+len(segment)), 0x45, 0)
	p = b.AppendUint16(p, uint16(ipHeader+len(segment)))
	p = b.AppendUint16(p, identification)
	p = append(p, 0x40, 0, 64, protocolTCP, 0, 0) // not to be fragmented, 64 hops, checksum
	p = append(append(p, from[:]...), to[:]...)
	b.PutUint16(p[10:], checksum(p))
	return append(p, segment...)
}

// checksum is that of RFC 1071.
func checksum(octets []byte) uint16 {
	if len(octets)%2 == 1 {
		octets = append(slices.Clip(octets), 0)
	}
	sum := uint32(0)
	for pair := range slices.Chunk(octets, 2) {
		sum += uint32(binary.BigEndian.Uint16(pair))
	}
	for sum > 0xFFFF {
		sum = sum>>16 + sum&0xFFFF
	}
	return ^uint16(sum)
}
