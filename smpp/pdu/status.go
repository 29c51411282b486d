package pdu

import (
	"fmt"

	gosmpp "github.com/fiorix/go-smpp/smpp/pdu"
)

// Status is the command_status of a response (SMPP 3.4 section 5.1.3, table 5-2); a request carries 0.
type Status uint32

// The statuses, with the names of the specification behind them.
const (
	StatusOK                  Status = 0x00 // ESME_ROK
	StatusInvalidMsgLength    Status = 0x01 // ESME_RINVMSGLEN
	StatusInvalidCmdLength    Status = 0x02 // ESME_RINVCMDLEN
	StatusInvalidCmdID        Status = 0x03 // ESME_RINVCMDID
	StatusInvalidBindState    Status = 0x04 // ESME_RINVBNDSTS
	StatusAlreadyBound        Status = 0x05 // ESME_RALYBND
	StatusInvalidPriority     Status = 0x06 // ESME_RINVPRTFLG
	StatusInvalidRegistered   Status = 0x07 // ESME_RINVREGDLVFLG
	StatusSystemError         Status = 0x08 // ESME_RSYSERR
	StatusInvalidSource       Status = 0x0A // ESME_RINVSRCADR
	StatusInvalidDestination  Status = 0x0B // ESME_RINVDSTADR
	StatusInvalidMessageID    Status = 0x0C // ESME_RINVMSGID
	StatusBindFailed          Status = 0x0D // ESME_RBINDFAIL
	StatusInvalidPassword     Status = 0x0E // ESME_RINVPASWD
	StatusInvalidSystemID     Status = 0x0F // ESME_RINVSYSID
	StatusCancelFailed        Status = 0x11 // ESME_RCANCELFAIL
	StatusReplaceFailed       Status = 0x13 // ESME_RREPLACEFAIL
	StatusQueueFull           Status = 0x14 // ESME_RMSGQFUL
	StatusInvalidServiceType  Status = 0x15 // ESME_RINVSERTYP
	StatusInvalidDestCount    Status = 0x33 // ESME_RINVNUMDESTS
	StatusInvalidListName     Status = 0x34 // ESME_RINVDLNAME
	StatusInvalidDestFlag     Status = 0x40 // ESME_RINVDESTFLAG
	StatusInvalidSubmitRep    Status = 0x42 // ESME_RINVSUBREP
	StatusInvalidESMClass     Status = 0x43 // ESME_RINVESMCLASS
	StatusCannotSubmitToList  Status = 0x44 // ESME_RCNTSUBDL
	StatusSubmitFailed        Status = 0x45 // ESME_RSUBMITFAIL
	StatusInvalidSourceTON    Status = 0x48 // ESME_RINVSRCTON
	StatusInvalidSourceNPI    Status = 0x49 // ESME_RINVSRCNPI
	StatusInvalidDestTON      Status = 0x50 // ESME_RINVDSTTON
	StatusInvalidDestNPI      Status = 0x51 // ESME_RINVDSTNPI
	StatusInvalidSystemType   Status = 0x53 // ESME_RINVSYSTYP
	StatusInvalidReplaceFlag  Status = 0x54 // ESME_RINVREPFLAG
	StatusInvalidMessageCount Status = 0x55 // ESME_RINVNUMMSGS
	StatusThrottled           Status = 0x58 // ESME_RTHROTTLED
	StatusInvalidSchedule     Status = 0x61 // ESME_RINVSCHED
	StatusInvalidValidity     Status = 0x62 // ESME_RINVEXPIRY
	StatusInvalidDefaultMsg   Status = 0x63 // ESME_RINVDFTMSGID
	StatusTemporaryAppError   Status = 0x64 // ESME_RX_T_APPN
	StatusPermanentAppError   Status = 0x65 // ESME_RX_P_APPN
	StatusRejectedByApp       Status = 0x66 // ESME_RX_R_APPN
	StatusQueryFailed         Status = 0x67 // ESME_RQUERYFAIL
	StatusInvalidTLVStream    Status = 0xC0 // ESME_RINVOPTPARSTREAM
	StatusTLVNotAllowed       Status = 0xC1 // ESME_ROPTPARNOTALLWD
	StatusInvalidTLVLength    Status = 0xC2 // ESME_RINVPARLEN
	StatusMissingTLV          Status = 0xC3 // ESME_RMISSINGOPTPARAM
	StatusInvalidTLVValue     Status = 0xC4 // ESME_RINVOPTPARAMVAL
	StatusDeliveryFailure     Status = 0xFE // ESME_RDELIVERYFAILURE
	StatusUnknownError        Status = 0xFF // ESME_RUNKNOWNERR
)

// String gives the number and what the specification says of it ("0x58 throttling error").
func (s Status) String() string {
	if s == StatusOK {
		return "0x00 ok"
	}
	return fmt.Sprintf("0x%02X %s", uint32(s), gosmpp.Status(s).Error())
}
