/** Files that git does not hold and a job needs, as they go with it. Knows no topics. */
package dev.handoff.carry;
