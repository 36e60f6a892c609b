package dev.handoff.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Rows for people, each column as wide as its widest cell. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row. Each cell is put on one line and made safe for terminals. */
  public void add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "cells must be " + rows.get(0).size() + ", got: " + cells.length);
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(PlainLine.of(cell).replaceAll("\\s+", " ").strip());
    }
    rows.add(row);
  }

  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** All rows, the header first. */
  public List<String> lines() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.get(0).size(); column++) {
      int at = column;
      widths.add(rows.stream().mapToInt(row -> length(row.get(at))).max().orElse(0));
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringJoiner line = new StringJoiner("  ");
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      boolean isLast = column == row.size() - 1;
      line.add(isLast ? cell : cell + " ".repeat(widths.get(column) - length(cell)));
    }
    return line.toString().stripTrailing();
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
