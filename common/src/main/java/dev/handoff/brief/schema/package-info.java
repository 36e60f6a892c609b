/** The written form, YAML or JSON, against a schema: errors with path, rule, value and line. */
@NullMarked
package dev.handoff.brief.schema;

import org.jspecify.annotations.NullMarked;
