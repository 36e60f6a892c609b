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
 * Finds out who else on this host can read or write a file, from its mode and those of its parent
 * folders.
 *
 * @param file path without symbolic links
 */
record PrivateFile(Path file) {

  /**
   * Whether all users can read it, or the group if the file is this user's own. Group access to the
   * file of another user is fine: superusers give secrets to a service that way.
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

  /** Whether each parent folder can be entered with this permission, or by all users. */
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
