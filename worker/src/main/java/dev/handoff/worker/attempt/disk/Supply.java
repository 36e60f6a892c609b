package dev.handoff.worker.attempt.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A resource of which a disk has a limited amount. */
interface Supply {

  /** The current amount. */
  record Stock(long free, RoomMargins margins) {}

  /** Empty if it cannot be measured, or there is no limit. */
  Optional<Stock> stock() throws InterruptedException;

  /**
   * What each attempt uses in its folder, by its name; an attempt that cannot be measured in time
   * is missing.
   */
  Map<String, Long> used(List<DiskGuard.Guarded> attempts, Duration within)
      throws InterruptedException;

  /** What each attempt uses outside of any folder, by its name. */
  Map<String, Long> hidden(List<DiskGuard.Guarded> attempts) throws InterruptedException;

  /** Formats an amount for people. */
  String text(long amount);

  /** Room. */
  record Bytes(Path folder, long leastFree) implements Supply {

    @Override
    public Optional<Stock> stock() {
      try {
        FileStore store = Files.getFileStore(folder);
        RoomMargins margins = RoomMargins.ofBytes(store.getTotalSpace(), leastFree);
        return Optional.of(new Stock(store.getUsableSpace(), margins));
      } catch (IOException unknown) {
        return Optional.empty();
      }
    }

    @Override
    public Map<String, Long> used(List<DiskGuard.Guarded> attempts, Duration within)
        throws InterruptedException {
      return DiskUse.bytes(attempts, within);
    }

    @Override
    public Map<String, Long> hidden(List<DiskGuard.Guarded> attempts) throws InterruptedException {
      return DiskUse.deleted(attempts);
    }

    @Override
    public String text(long amount) {
      return (amount >> 20) + " MiB";
    }
  }

  /** The number of files and folders, which some disks limit. */
  record Entries(Path folder) implements Supply {

    @Override
    public Optional<Stock> stock() throws InterruptedException {
      return Inodes.of(folder)
          .map(inodes -> new Stock(inodes.free(), RoomMargins.ofFiles(inodes.total())));
    }

    @Override
    public Map<String, Long> used(List<DiskGuard.Guarded> attempts, Duration within)
        throws InterruptedException {
      return DiskUse.files(attempts, within);
    }

    @Override
    public Map<String, Long> hidden(List<DiskGuard.Guarded> attempts) {
      return Map.of();
    }

    @Override
    public String text(long amount) {
      return amount + " files (inodes)";
    }
  }
}
