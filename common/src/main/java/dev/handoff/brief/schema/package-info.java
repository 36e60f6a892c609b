/** Validates YAML or JSON against a schema. Errors have a path, rule, value and line. */
@NullMarked
package dev.handoff.brief.schema;

import org.jspecify.annotations.NullMarked;
