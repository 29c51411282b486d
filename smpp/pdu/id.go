package pdu

import (
	"fmt"

	gosmpp "github.com/fiorix/go-smpp/smpp/pdu"
)

// ID is the command_id of a PDU (SMPP 3.4 section 5.1.2.1).
type ID uint32

// The command ids.
const (
	GenericNack         = ID(gosmpp.GenericNACKID)
	BindReceiver        = ID(gosmpp.BindReceiverID)
	BindReceiverResp    = ID(gosmpp.BindReceiverRespID)
	BindTransmitter     = ID(gosmpp.BindTransmitterID)
	BindTransmitterResp = ID(gosmpp.BindTransmitterRespID)
	QuerySM             = ID(gosmpp.QuerySMID)
	QuerySMResp         = ID(gosmpp.QuerySMRespID)
	SubmitSM            = ID(gosmpp.SubmitSMID)
	SubmitSMResp        = ID(gosmpp.SubmitSMRespID)
	DeliverSM           = ID(gosmpp.DeliverSMID)
	DeliverSMResp       = ID(gosmpp.DeliverSMRespID)
	Unbind              = ID(gosmpp.UnbindID)
	UnbindResp          = ID(gosmpp.UnbindRespID)
	ReplaceSM           = ID(gosmpp.ReplaceSMID)
	ReplaceSMResp       = ID(gosmpp.ReplaceSMRespID)
	CancelSM            = ID(gosmpp.CancelSMID)
	CancelSMResp        = ID(gosmpp.CancelSMRespID)
	BindTransceiver     = ID(gosmpp.BindTransceiverID)
	BindTransceiverResp = ID(gosmpp.BindTransceiverRespID)
	Outbind             = ID(gosmpp.OutbindID)
	EnquireLink         = ID(gosmpp.EnquireLinkID)
	EnquireLinkResp     = ID(gosmpp.EnquireLinkRespID)
	SubmitMulti         = ID(gosmpp.SubmitMultiID)
	SubmitMultiResp     = ID(gosmpp.SubmitMultiRespID)
	AlertNotification   = ID(gosmpp.AlertNotificationID)
	DataSM              = ID(gosmpp.DataSMID)
	DataSMResp          = ID(gosmpp.DataSMRespID)
)

// responseBit tells a response from a request (SMPP 3.4 section 5.1.2.1).
const responseBit ID = 0x80000000

// IsResponse says whether the id answers another PDU; generic_nack counts as one.
func (id ID) IsResponse() bool { return id&responseBit != 0 }

// Response is the id of the PDU that answers id; of a response it is the id itself.
func (id ID) Response() ID { return id | responseBit }

// String names the command ("SubmitSM"), or gives the number of an unknown one ("0x00000099").
func (id ID) String() string {
	if name := gosmpp.ID(id).String(); name != "" {
		return name
	}
	return fmt.Sprintf("0x%08X", uint32(id))
}
