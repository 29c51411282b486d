// Package surveys is questions for a rating, their scales, what a score earns, and what the answers amount to.
package surveys
