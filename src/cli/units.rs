//! `lobby units`: prints a systemd unit and an sshd snippet for an office's server. Installs nothing.

use super::office::Office;
use super::{Outcome, print};
use crate::text::lang::{Lang, T, t};
use crate::wire::socket::SYSTEM;

const HOW: T = t(
    "# 1. 建立账户：useradd --system --home-dir /var/lib/lobby --shell /usr/sbin/nologin lobby\n\
     # 2. 把员工加入 lobby 组：usermod -aG lobby 员工账户\n\
     # 3. 存为 /etc/systemd/system/lobby.service，然后 systemctl enable --now lobby\n\
     # 4. 首次启动时 lobby 账户是系统管理员：sudo -u lobby lobby --socket /run/lobby/office.sock …\n",
    "# 1. Make the account: useradd --system --home-dir /var/lib/lobby --shell /usr/sbin/nologin lobby\n\
     # 2. Add the staff to its group: usermod -aG lobby ACCOUNT\n\
     # 3. Keep this as /etc/systemd/system/lobby.service, then systemctl enable --now lobby\n\
     # 4. At first the account lobby is the administrator: sudo -u lobby lobby --socket /run/lobby/office.sock …\n",
);

const SSHD: T = t(
    "# 存为 /etc/ssh/sshd_config.d/lobby.conf：lobby 组的人登录后直接进入前台，别无其他\n",
    "# Keep this as /etc/ssh/sshd_config.d/lobby.conf: members of lobby arrive at the desk and nowhere else\n",
);

pub(super) fn run(office: &Office) -> Outcome {
    print(&text(
        office.lang,
        &std::env::current_exe().unwrap_or_else(|_| "lobby".into()).display().to_string(),
    ))
}

fn text(lang: Lang, program: &str) -> String {
    let (how, sshd) = (HOW.get(lang), SSHD.get(lang));
    format!(
        "{how}
[Unit]
Description=Lobby
After=local-fs.target

[Service]
User=lobby
Group=lobby
StateDirectory=lobby
StateDirectoryMode=0700
RuntimeDirectory=lobby
RuntimeDirectoryMode=0750
ExecStart={program} serve --stay --data /var/lib/lobby --socket {SYSTEM} --mode 0660
Restart=on-failure
TimeoutStopSec=30
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
RestrictAddressFamilies=AF_UNIX

[Install]
WantedBy=multi-user.target

{sshd}
Match Group lobby
    ForceCommand {program}
    PermitTTY yes
    AllowTcpForwarding no
    X11Forwarding no
    ClientAliveInterval 30
    ClientAliveCountMax 4
"
    )
}
