package smpp

import (
	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// answerClasses says what to make of the command_status of a submit_sm_resp (codes: SMPP 3.4 table 5-2; classes:
// what gateways in use do, where they differ the choice that cannot send a text twice). An account's
// StatusClasses comes first; a code that neither has is disposition's last line.
var answerClasses = map[pdu.Status]message.Disposition{
	pdu.StatusThrottled: message.Throttled,
	pdu.StatusQueueFull: message.Throttled,
	// The bind is not what we think it is: nothing was taken, and the session is bound anew.
	pdu.StatusInvalidBindState: message.Throttled,
	pdu.StatusAlreadyBound:     message.Throttled,

	pdu.StatusSystemError:       message.Transient,
	pdu.StatusTemporaryAppError: message.Transient,
	pdu.StatusDeliveryFailure:   message.Transient,
	pdu.StatusUnknownError:      message.Transient,
	pdu.StatusSubmitFailed:      message.Transient,

	pdu.StatusInvalidDestination: message.RefusedRecipient,
	pdu.StatusInvalidDestTON:     message.RefusedRecipient,
	pdu.StatusInvalidDestNPI:     message.RefusedRecipient,
	pdu.StatusInvalidDestCount:   message.RefusedRecipient,
	pdu.StatusInvalidListName:    message.RefusedRecipient,
	pdu.StatusInvalidDestFlag:    message.RefusedRecipient,
	pdu.StatusCannotSubmitToList: message.RefusedRecipient,

	pdu.StatusInvalidSource:      message.RefusedSender,
	pdu.StatusInvalidSourceTON:   message.RefusedSender,
	pdu.StatusInvalidSourceNPI:   message.RefusedSender,
	pdu.StatusInvalidServiceType: message.RefusedSender,
	pdu.StatusBindFailed:         message.RefusedSender,
	pdu.StatusInvalidPassword:    message.RefusedSender,
	pdu.StatusInvalidSystemID:    message.RefusedSender,
	pdu.StatusInvalidSystemType:  message.RefusedSender,

	pdu.StatusInvalidMsgLength:   message.RefusedContent,
	pdu.StatusInvalidCmdLength:   message.RefusedContent,
	pdu.StatusInvalidCmdID:       message.RefusedContent,
	pdu.StatusInvalidPriority:    message.RefusedContent,
	pdu.StatusInvalidRegistered:  message.RefusedContent,
	pdu.StatusInvalidSubmitRep:   message.RefusedContent,
	pdu.StatusInvalidESMClass:    message.RefusedContent,
	pdu.StatusInvalidReplaceFlag: message.RefusedContent,
	pdu.StatusInvalidSchedule:    message.RefusedContent,
	pdu.StatusInvalidValidity:    message.RefusedContent,
	pdu.StatusInvalidDefaultMsg:  message.RefusedContent,
	pdu.StatusPermanentAppError:  message.RefusedContent,
	pdu.StatusRejectedByApp:      message.RefusedContent,
	pdu.StatusInvalidTLVStream:   message.RefusedContent,
	pdu.StatusTLVNotAllowed:      message.RefusedContent,
	pdu.StatusInvalidTLVLength:   message.RefusedContent,
	pdu.StatusMissingTLV:         message.RefusedContent,
	pdu.StatusInvalidTLVValue:    message.RefusedContent,
}

// disposition says what an answer's status means. A status that nobody knows, or that does not belong to
// submit_sm, counts against the sender: it is final, and after many in a row marketing waits (see breaker) rather
// than burn its recipients.
func (c SMSCConfig) disposition(status pdu.Status) message.Disposition {
	if status == pdu.StatusOK {
		return message.Accepted
	}
	if class, ok := c.StatusClasses[uint32(status)]; ok {
		return class
	}
	if class, ok := answerClasses[status]; ok {
		return class
	}
	return message.RefusedSender
}

// asksToRebind says whether an answer's status means that the bind itself is broken.
func asksToRebind(status pdu.Status) bool {
	return status == pdu.StatusInvalidBindState || status == pdu.StatusAlreadyBound
}

// refusedForGood says whether a bind response's status will not change by asking again soon.
func refusedForGood(status pdu.Status) bool {
	switch status { //nolint:exhaustive // four of sixty
	case pdu.StatusBindFailed, pdu.StatusInvalidPassword, pdu.StatusInvalidSystemID, pdu.StatusInvalidSystemType:
		return true
	default:
		return false
	}
}
