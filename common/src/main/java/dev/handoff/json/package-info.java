/** How the records of Handoff lie in JSON: the only place that configures Jackson for the wire. */
package dev.handoff.json;
