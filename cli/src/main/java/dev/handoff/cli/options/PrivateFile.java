package dev.handoff.cli.options;

import static java.nio.file.attribute.PosixFilePermission.GROUP_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Who else on this host can read or write a file: by its mode, and by the folders that lead to it.
 *
 * @param file without links
 */
record PrivateFile(Path file) {

  /**
   * Whether all users can, or the group of a file of one's own. That a group may read a file of
   * somebody else is how this user has got it: as a superuser's secret is given to a service.
   */
  boolean isReadByOthers() throws IOException {
    Set<PosixFilePermission> mode = mode(file);
    return mode.contains(OTHERS_READ) && isReached(OTHERS_EXECUTE)
        || mode.contains(GROUP_READ) && isOwn() && isReached(GROUP_EXECUTE);
  }

  boolean isWrittenByAll() throws IOException {
    return mode(file).contains(OTHERS_WRITE) && isReached(OTHERS_EXECUTE);
  }

  /** As {@code ls} shows it. */
  String modeText() throws IOException {
    return PosixFilePermissions.toString(mode(file));
  }

  private boolean isOwn() throws IOException {
    return Files.getOwner(file).getName().equals(System.getProperty("user.name"));
  }

  /** Whether each folder on the way lets them in, be it as all do. */
  private boolean isReached(PosixFilePermission by) throws IOException {
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      Set<PosixFilePermission> mode = mode(folder);
      if (!mode.contains(by) && !(by == GROUP_EXECUTE && mode.contains(OTHERS_EXECUTE))) {
        return false;
      }
    }
    return true;
  }

  private static Set<PosixFilePermission> mode(Path path) throws IOException {
    return Files.getPosixFilePermissions(path);
  }
}
