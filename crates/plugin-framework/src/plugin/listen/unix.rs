//! A Unix socket inside a separate folder that only this user, or one chosen group, can access.

use super::super::{environment::Environment, handshake::Address};
use std::{
    fs, io,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};

/// The system's limit is 108 bytes on Linux and 104 on macOS, with a closing zero.
const LONGEST_PATH: usize = 100;

/// The listening socket. Dropping it removes the folder with the socket.
pub(in super::super) struct PrivateSocket {
    listener: UnixListener,
    path: PathBuf,
    _folder: TempDir,
}

impl PrivateSocket {
    pub(super) fn bind(environment: &Environment) -> io::Result<Self> {
        let folder = folder(environment.socket_folder.as_deref())?;
        let path = socket_in(folder.path());
        let listener = UnixListener::bind(&path)?;
        match &environment.socket_group {
            None => fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?,
            Some(group) => {
                let group = Some(group_number(group)?);
                chown(folder.path(), None, group)?;
                fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o710))?;
                chown(&path, None, group)?;
                fs::set_permissions(&path, fs::Permissions::from_mode(0o660))?;
            }
        }
        Ok(Self { listener, path, _folder: folder })
    }

    /// # Errors
    ///
    /// If the path is not UTF-8, because the handshake line could not contain it.
    pub(super) fn address(&self) -> io::Result<Address> {
        let path = self.path.to_str().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "the path of the socket is not UTF-8")
        })?;
        Ok(Address { network: "unix", address: path.to_owned() })
    }

    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        self.listener.accept().await.map(|(stream, _)| stream)
    }
}

/// A new folder with mode 0700, in the folder that the host sets or else in the temporary folder. On some systems
/// (macOS, build machines) the temporary folder's path is too long for a socket, so there is a second choice.
fn folder(wanted: Option<&Path>) -> io::Result<TempDir> {
    let mut private = tempfile::Builder::new();
    private.prefix("tfp-").permissions(fs::Permissions::from_mode(0o700));
    if let Some(wanted) = wanted {
        return private.tempdir_in(wanted);
    }
    let folder = private.tempdir_in(temporary(std::env::temp_dir()))?;
    if socket_in(folder.path()).as_os_str().len() <= LONGEST_PATH {
        Ok(folder)
    } else {
        private.tempdir_in("/tmp")
    }
}

/// An empty `TMPDIR` would place the socket in the working directory.
fn temporary(folder: PathBuf) -> PathBuf {
    if folder.as_os_str().is_empty() { PathBuf::from("/tmp") } else { folder }
}

fn socket_in(folder: &Path) -> PathBuf {
    folder.join("provider.sock")
}

/// A group by number, or by its name in `/etc/group`. Groups from other sources (LDAP) are supported by number only,
/// because the system call needs `unsafe`.
fn group_number(group: &str) -> io::Result<u32> {
    if let Ok(number) = group.parse() {
        return Ok(number);
    }
    find_group(&fs::read_to_string("/etc/group")?, group).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::NotFound,
            format!("PLUGIN_UNIX_SOCKET_GROUP names the unknown group {group}"),
        )
    })
}

fn find_group(groups: &str, wanted: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let number = fields.nth(1)?.parse().ok()?;
        (name == wanted).then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_found_by_its_whole_name() {
        let groups = "root:x:0:\nstaff:x:50:ann,bob\n";
        assert_eq!(find_group(groups, "staff"), Some(50));
        assert_eq!(find_group(groups, "sta"), None);
        assert_eq!(group_number("1234").unwrap(), 1234);
    }

    #[test]
    fn an_empty_tmpdir_is_no_folder() {
        assert_eq!(temporary(PathBuf::new()), Path::new("/tmp"));
        assert_eq!(temporary(PathBuf::from("/x")), Path::new("/x"));
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn socket_is_private_and_removed_with_the_listener() {
        let above = tempfile::tempdir().unwrap();
        let environment =
            Environment { socket_folder: Some(above.path().to_owned()), ..Environment::default() };
        let socket = PrivateSocket::bind(&environment).unwrap();
        let path = socket.path.clone();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        drop(socket);
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_group_may_connect_but_not_look_around() {
        use std::os::unix::fs::MetadataExt as _;
        let above = tempfile::tempdir().unwrap();
        let own_group = fs::metadata(above.path()).unwrap().gid();
        let environment = Environment {
            socket_folder: Some(above.path().to_owned()),
            socket_group: Some(own_group.to_string()),
            ..Environment::default()
        };
        let socket = PrivateSocket::bind(&environment).unwrap();
        assert_eq!(mode(&socket.path), 0o660);
        assert_eq!(mode(socket.path.parent().unwrap()), 0o710);
    }
}
