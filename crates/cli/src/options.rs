//! The options of the server, as flags of the commands that take them.

use std::path::PathBuf;

use callkit_server::config::{Config, Shape};
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};

use crate::failure::Failure;

/// One flag for each option of the server.
#[derive(Clone, Debug)]
pub(crate) struct ServerOptions {
    config: Option<PathBuf>,
    flags: Vec<(&'static str, Vec<String>)>,
}

impl clap::Args for ServerOptions {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("Read options from this file [default: callkit.toml if it is there]");
        let options = Config::OPTIONS.iter().map(|option| {
            let mut help: String = option.help.concat().trim().to_owned();
            if let Some(default) = option.default {
                help.push_str(&format!(" [default: {}]", default()));
            }
            help.push_str(&format!(" [env: {}]", option.variable()));
            let arg = Arg::new(option.key).long(option.flag()).help(help);
            match option.shape {
                Shape::Many => arg.value_name(option.value).action(ArgAction::Append),
                Shape::One => arg.value_name(option.value),
                Shape::Switch => arg
                    .value_name("true|false")
                    .num_args(0..=1)
                    .require_equals(true)
                    .default_missing_value("true"),
            }
        });
        command.arg(config).args(options)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ServerOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |key: &'static str| {
            let values = matches.get_many::<String>(key)?;
            Some((key, values.cloned().collect()))
        };
        Ok(Self {
            config: matches.get_one::<PathBuf>("config").cloned(),
            flags: Config::OPTIONS
                .iter()
                .filter_map(|option| given(option.key))
                .collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl ServerOptions {
    /// Puts them together with the environment and the file.
    pub(crate) fn load(&self) -> Result<Config, Failure> {
        let variables = std::env::vars_os().collect();
        let config = Config::load(self.config.as_deref(), self.flags.clone(), variables)?;
        Ok(config)
    }
}
