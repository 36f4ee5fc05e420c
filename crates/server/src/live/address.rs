//! The addresses that a mini program is given for its tags.

use std::net::SocketAddr;

use callkit_live::StreamKeys;
use callkit_media::LegKey;
use callkit_protocol::{CallView, LivePlayerView, LiveView, Phase, ServerMessage};

use crate::config::{BaseUrl, Config};
use crate::peer::{Peer, without_port};

/// How one device reaches this server's media: by the addresses that were set, else by the host
/// under which it reached signalling. What the server calls itself may mean nothing to a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// `rtmp://HOST:PORT`.
    rtmp: String,
    /// `https://HOST` or, where signalling is plain, `http://HOST`.
    http: String,
}

impl Reach {
    /// As a client came in; `rtmp` is where RTMP is served, `local` the end of the client's
    /// connection on this side.
    pub(crate) fn of(config: &Config, rtmp: u16, local: SocketAddr, peer: &Peer) -> Self {
        let host = peer.host.clone().unwrap_or_else(|| local.to_string());
        let rtmp = match &config.rtmp_url {
            Some(url) => url.to_string(),
            None => {
                let name = config
                    .public_url
                    .as_ref()
                    .map_or(&*host, BaseUrl::authority);
                format!("rtmp://{}:{rtmp}", in_address(without_port(name)))
            }
        };
        let http = match &config.public_url {
            Some(url) => url.to_string(),
            None if peer.secure => format!("https://{host}"),
            None => format!("http://{host}"),
        };
        Self { rtmp, http }
    }

    /// Fills in the addresses wherever a message shows a call that this device is in.
    pub(crate) fn fill(&self, keys: &StreamKeys, message: &mut ServerMessage) {
        match message {
            ServerMessage::View(view) => self.fill_view(keys, &mut view.call),
            ServerMessage::Welcome(welcome) => {
                for call in &mut welcome.calls {
                    self.fill_view(keys, call);
                }
            }
            ServerMessage::Error(_)
            | ServerMessage::Levels(_)
            | ServerMessage::Pong(_)
            | ServerMessage::Quality(_)
            | ServerMessage::Reply(_)
            | ServerMessage::TicketExpired(_) => {}
        }
    }

    fn fill_view(&self, keys: &StreamKeys, call: &mut CallView) {
        if call.you.phase != Phase::Joined {
            return;
        }
        let Some(leg) = &mut call.you.leg else { return };
        let key = LegKey {
            leg: leg.leg.clone(),
            epoch: leg.epoch,
        };
        let me = &call.you.user_id;
        let others = call.members.iter();
        let others = others.filter(|m| m.phase == Phase::Joined && m.user_id != *me);
        let players = others.map(|member| {
            let key = keys.play(&call.call_id, &key, &member.user_id);
            LivePlayerView {
                user_id: member.user_id.clone(),
                rtmp_url: format!("{}/live/{}", self.rtmp, key.as_str()),
                flv_url: format!("{}/live/{}.flv", self.http, key.as_str()),
            }
        });
        let push = keys.push(&call.call_id, &key);
        leg.live = Some(LiveView {
            push_url: format!("{}/live/{}", self.rtmp, push.as_str()),
            players: players.collect(),
        });
    }
}

/// A host as it stands in an address: an IPv6 address in brackets (RFC 3986, 3.2.2).
fn in_address(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::config::value::OptionValue as _;

    fn reach(config: &Config, host: Option<&str>, secure: bool) -> Reach {
        let peer = Peer {
            address: IpAddr::from([192, 0, 2, 9]),
            secure,
            host: host.map(str::to_owned),
            veiled: false,
        };
        let local = "192.0.2.1:8080".parse().expect("address");
        Reach::of(config, 1935, local, &peer)
    }

    #[test]
    fn a_phone_is_sent_to_the_host_by_which_it_came() {
        let config = Config::default();
        let lan = reach(&config, Some("192.168.1.7:8080"), false);
        assert_eq!(lan.rtmp, "rtmp://192.168.1.7:1935");
        assert_eq!(lan.http, "http://192.168.1.7:8080");
        let tls = reach(&config, Some("calls.example.com"), true);
        assert_eq!(tls.rtmp, "rtmp://calls.example.com:1935");
        assert_eq!(tls.http, "https://calls.example.com");
        let v6 = reach(&config, Some("[2001:db8::1]:8080"), false);
        assert_eq!(v6.rtmp, "rtmp://[2001:db8::1]:1935");
    }

    #[test]
    fn what_the_operator_set_comes_first() {
        let url = |text: &str| BaseUrl::parse(text);
        let config = Config {
            public_url: url("https://calls.example.com"),
            ..Config::default()
        };
        let public = reach(&config, Some("10.0.0.3:8080"), false);
        assert_eq!(public.rtmp, "rtmp://calls.example.com:1935");
        assert_eq!(public.http, "https://calls.example.com");
        let config = Config {
            rtmp_url: url("rtmp://media.example.com:2935"),
            ..config
        };
        let set = reach(&config, Some("10.0.0.3:8080"), false);
        assert_eq!(set.rtmp, "rtmp://media.example.com:2935");
    }

    #[test]
    fn who_names_no_host_is_sent_to_the_address_it_reached() {
        let odd = reach(&Config::default(), None, false);
        assert_eq!(odd.http, "http://192.0.2.1:8080");
    }
}
