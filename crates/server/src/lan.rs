//! Finding this machine in its local network.

use std::net::IpAddr;

use qrcode::{EcLevel, QrCode};

use crate::peer::is_private;

/// The addresses by which other machines of the local network reach this one, the likeliest first.
pub fn addresses() -> Vec<IpAddr> {
    let mut addresses = interfaces();
    addresses.retain(|address| is_private(*address));
    addresses
}

/// The addresses of this machine that others may reach, the likeliest of a local network first.
/// IPv6 ones are left out: those of a home change every day, and a server's are named by its
/// operator.
pub fn interfaces() -> Vec<IpAddr> {
    let interfaces = match if_addrs::get_if_addrs() {
        Ok(interfaces) => interfaces,
        Err(error) => {
            tracing::warn!(%error, "cannot list the network interfaces");
            return Vec::new();
        }
    };
    let usable = interfaces.into_iter().filter(|interface| {
        interface.is_oper_up() && !interface.is_loopback() && interface.ip().is_ipv4()
    });
    let mut found: Vec<_> = usable
        .map(|interface| {
            (
                is_virtual(&interface.name),
                rank(interface.ip()),
                interface.ip(),
            )
        })
        .collect();
    found.sort();
    // Bridges of containers are left out unless there is nothing else.
    if found.iter().any(|(is_virtual, ..)| !is_virtual) {
        found.retain(|(is_virtual, ..)| !is_virtual);
    }
    found.into_iter().map(|(_, _, address)| address).collect()
}

/// A QR code of `text` for a terminal, two modules a character, dark on light as cameras like it.
pub fn qr(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    // The standard asks for four light modules around it; two are enough on a screen.
    let quiet = 2;
    let dark = |x: usize, y: usize| {
        let inside = (quiet..quiet + width).contains(&x) && (quiet..quiet + width).contains(&y);
        inside && colors[(y - quiet) * width + x - quiet] == qrcode::Color::Dark
    };
    let side = width + 2 * quiet;
    let mut out = String::new();
    for y in (0..side).step_by(2) {
        // Black on white whatever the colours of the terminal are.
        out.push_str("\x1b[30;107m");
        for x in 0..side {
            out.push(match (dark(x, y), y + 1 < side && dark(x, y + 1)) {
                (false, false) => ' ',
                (false, true) => '▄',
                (true, false) => '▀',
                (true, true) => '█',
            });
        }
        out.push_str("\x1b[0m\n");
    }
    Some(out)
}

/// Home routers hand out 192.168; 172.16 is mostly containers.
fn rank(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(v4) => match v4.octets() {
            [192, 168, ..] => 0,
            [10, ..] => 1,
            [172, ..] => 2,
            [169, 254, ..] => 4,
            _ => 3,
        },
        IpAddr::V6(_) => 5,
    }
}

/// Bridges of containers and virtual machines, which no phone can reach.
fn is_virtual(name: &str) -> bool {
    [
        "br-", "docker", "lxc", "utun", "veth", "virbr", "vmnet", "vboxnet",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
}
