/** The written form, YAML or JSON, against a schema: errors with path, rule, value and line. */
package dev.handoff.brief.schema;
