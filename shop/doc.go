// Package shop knows what shop systems say: orders and how they move, the webhooks that tell of it, whose
// signature they carry, and the carriers' tracking pages. One adapter reads one shop system; the generic one
// serves every shop that can send JSON.
//
// A webhook is stored as it came before it is acknowledged, and worked later, once.
package shop
