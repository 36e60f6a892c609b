/** What goes wrong with files, in words. */
package dev.handoff.file;
