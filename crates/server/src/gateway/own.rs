//! Commands about what a user keeps with the server. They touch no call.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Uri;
use callkit_protocol::{
    Answer, Block, DoNotDisturb, ErrorBody, ErrorCode, GetProfiles, Limits, Profile, SdkAppId,
    SetProfile, UserId,
};
use callkit_store::{User, UserChange};

use super::Gateway;
use super::hello::unavailable;

type Outcome = Result<Answer, ErrorBody>;

impl Gateway {
    pub(super) async fn set_profile(
        &self,
        app: SdkAppId,
        user: &UserId,
        command: SetProfile,
    ) -> Outcome {
        let too_long = |field: &str, limit: usize| {
            Err(invalid(format!("{field} must have at most {limit} bytes")))
        };
        if command
            .nick
            .as_ref()
            .is_some_and(|nick| nick.len() > Limits::NICK_BYTES)
        {
            return too_long("nick", Limits::NICK_BYTES);
        }
        if let Some(avatar) = &command.avatar {
            if avatar.len() > Limits::AVATAR_BYTES {
                return too_long("avatar", Limits::AVATAR_BYTES);
            }
            if !avatar.is_empty() && !is_web_address(avatar) {
                return Err(invalid(
                    "avatar must be an http or https address".to_owned(),
                ));
            }
        }
        let change = UserChange {
            nick: command.nick,
            avatar: command.avatar,
            do_not_disturb: None,
        };
        let changed = self
            .store
            .update_user(app, user.clone(), change, self.clock.now())
            .await;
        let profile = profile(changed.map_err(|error| unavailable(&error))?);
        Ok(Answer {
            profiles: Some(vec![profile]),
            ..Answer::default()
        })
    }

    pub(super) async fn profiles(&self, app: SdkAppId, command: GetProfiles) -> Outcome {
        if command.user_ids.len() > Limits::PROFILES_AT_ONCE {
            let most = Limits::PROFILES_AT_ONCE;
            return Err(invalid(format!("user_ids must name at most {most} users")));
        }
        let wanted: BTreeSet<UserId> = command.user_ids.iter().cloned().collect();
        let found = self
            .store
            .users(app, wanted)
            .await
            .map_err(|error| unavailable(&error))?;
        let mut found: BTreeMap<UserId, User> = found
            .into_iter()
            .map(|user| (user.user.clone(), user))
            .collect();
        let empty = |user_id| Profile {
            user_id,
            nick: String::new(),
            avatar: String::new(),
        };
        let mut asked = BTreeSet::new();
        let profiles = command
            .user_ids
            .into_iter()
            .filter(|user| asked.insert(user.clone()))
            .map(|user| found.remove(&user).map_or_else(|| empty(user), profile))
            .collect();
        Ok(Answer {
            profiles: Some(profiles),
            ..Answer::default()
        })
    }

    pub(super) async fn do_not_disturb(
        &self,
        app: SdkAppId,
        user: &UserId,
        command: DoNotDisturb,
    ) -> Outcome {
        let change = UserChange {
            do_not_disturb: Some(command.on),
            ..UserChange::default()
        };
        let changed = self
            .store
            .update_user(app, user.clone(), change, self.clock.now())
            .await;
        changed
            .map(|_| Answer::default())
            .map_err(|error| unavailable(&error))
    }

    pub(super) async fn block(&self, app: SdkAppId, user: &UserId, command: Block) -> Outcome {
        if command.user_id == *user {
            return Err(invalid("user_id must be another user".to_owned()));
        }
        let changed = if command.on {
            self.store.block(app, user.clone(), command.user_id)
        } else {
            self.store.unblock(app, user.clone(), command.user_id)
        };
        changed
            .await
            .map(|()| Answer::default())
            .map_err(|error| unavailable(&error))
    }
}

fn profile(user: User) -> Profile {
    Profile {
        user_id: user.user,
        nick: user.nick,
        avatar: user.avatar,
    }
}

fn invalid(message: String) -> ErrorBody {
    ErrorBody::new(ErrorCode::InvalidArgument, message)
}

/// Other users' pages will load it: nothing but the web.
fn is_web_address(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|h| !h.is_empty())
}
