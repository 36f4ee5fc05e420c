//! AMF0 ("Action Message Format -- AMF 0", Adobe 2007): what commands and metadata are written in.

use thiserror::Error;

/// How deep objects may lie in one another. Commands need two levels.
const MAX_DEPTH: usize = 16;

/// Values in one message. `onMetaData` has about twenty.
const MAX_VALUES: usize = 1024;

const NUMBER: u8 = 0x00;
const BOOLEAN: u8 = 0x01;
const STRING: u8 = 0x02;
const OBJECT: u8 = 0x03;
const NULL: u8 = 0x05;
const UNDEFINED: u8 = 0x06;
const ECMA_ARRAY: u8 = 0x08;
const OBJECT_END: u8 = 0x09;
const STRICT_ARRAY: u8 = 0x0a;
const DATE: u8 = 0x0b;
const LONG_STRING: u8 = 0x0c;
const UNSUPPORTED: u8 = 0x0d;
const XML: u8 = 0x0f;
const TYPED_OBJECT: u8 = 0x10;
const AVM_PLUS: u8 = 0x11;

/// Why bytes are not AMF0.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmfError {
    /// The message ends in the middle of a value.
    #[error("it ends in the middle of a value")]
    Truncated,
    /// A type that AMF0 does not have, or that no client sends.
    #[error("unknown type {0:#04x}")]
    UnknownType(u8),
    /// Objects within objects without end.
    #[error("values lie more than {MAX_DEPTH} deep")]
    TooDeep,
    /// Too many values.
    #[error("more than {MAX_VALUES} values")]
    TooMany,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// 64-bit floating point, which all numbers are.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A text; bytes that are not UTF-8 are replaced.
    String(String),
    /// Named values in the order that they were written in.
    Object(Vec<(String, Value)>),
    /// As [`Value::Object`], with a count in front that means nothing.
    EcmaArray(Vec<(String, Value)>),
    /// Values without names.
    Array(Vec<Value>),
    /// Milliseconds since the Unix epoch.
    Date(f64),
    /// Nothing.
    Null,
    /// Not even nothing.
    Undefined,
}

impl Value {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::Number(_)
            | Self::Boolean(_)
            | Self::Object(_)
            | Self::EcmaArray(_)
            | Self::Array(_)
            | Self::Date(_)
            | Self::Null
            | Self::Undefined => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::String(_)
            | Self::Boolean(_)
            | Self::Object(_)
            | Self::EcmaArray(_)
            | Self::Array(_)
            | Self::Date(_)
            | Self::Null
            | Self::Undefined => None,
        }
    }

    /// The value of that name in an object or an ECMA array.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Object(entries) | Self::EcmaArray(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            Self::String(_)
            | Self::Number(_)
            | Self::Boolean(_)
            | Self::Array(_)
            | Self::Date(_)
            | Self::Null
            | Self::Undefined => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Boolean(yes)
    }
}

/// Reads all values of a message.
///
/// # Errors
/// When the bytes are not AMF0, or more than a command can be.
pub fn decode(bytes: &[u8]) -> Result<Vec<Value>, AmfError> {
    let mut reader = Reader { bytes, values: 0 };
    let mut values = Vec::new();
    while !reader.bytes.is_empty() {
        values.push(reader.value(0)?);
    }
    Ok(values)
}

/// Writes values one after the other.
pub fn encode(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    for value in values {
        write(&mut out, value);
    }
    out
}

struct Reader<'a> {
    bytes: &'a [u8],
    values: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, AmfError> {
        if depth > MAX_DEPTH {
            return Err(AmfError::TooDeep);
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(AmfError::TooMany);
        }
        let [kind] = self.take()?;
        match kind {
            NUMBER => Ok(Value::Number(self.number()?)),
            BOOLEAN => {
                let [yes] = self.take()?;
                Ok(Value::Boolean(yes != 0))
            }
            STRING => Ok(Value::String(self.text()?)),
            LONG_STRING | XML => {
                let length = u32::from_be_bytes(self.take()?);
                Ok(Value::String(self.text_of(length as usize)?))
            }
            OBJECT => Ok(Value::Object(self.entries(depth)?)),
            TYPED_OBJECT => {
                self.text()?;
                Ok(Value::Object(self.entries(depth)?))
            }
            ECMA_ARRAY => {
                let _: [u8; 4] = self.take()?;
                Ok(Value::EcmaArray(self.entries(depth)?))
            }
            STRICT_ARRAY => {
                let count = u32::from_be_bytes(self.take()?);
                // The count is the sender's word: nothing is reserved for it.
                (0..count)
                    .map(|_| self.value(depth + 1))
                    .collect::<Result<_, _>>()
                    .map(Value::Array)
            }
            DATE => {
                let date = self.number()?;
                let _zone: [u8; 2] = self.take()?;
                Ok(Value::Date(date))
            }
            NULL | UNSUPPORTED => Ok(Value::Null),
            UNDEFINED => Ok(Value::Undefined),
            // Clients that connect with AMF3 still write commands in AMF0, behind this mark.
            AVM_PLUS => self.value(depth + 1),
            other => Err(AmfError::UnknownType(other)),
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<(String, Value)>, AmfError> {
        let mut entries = Vec::new();
        loop {
            // Some encoders leave out the end mark of the last object.
            if self.bytes.is_empty() {
                return Ok(entries);
            }
            let name = self.text()?;
            if name.is_empty() && self.bytes.first() == Some(&OBJECT_END) {
                self.bytes = &self.bytes[1..];
                return Ok(entries);
            }
            entries.push((name, self.value(depth + 1)?));
        }
    }

    fn number(&mut self) -> Result<f64, AmfError> {
        Ok(f64::from_be_bytes(self.take()?))
    }

    fn text(&mut self) -> Result<String, AmfError> {
        let length = u16::from_be_bytes(self.take()?);
        self.text_of(usize::from(length))
    }

    fn text_of(&mut self, length: usize) -> Result<String, AmfError> {
        let (text, rest) = self
            .bytes
            .split_at_checked(length)
            .ok_or(AmfError::Truncated)?;
        self.bytes = rest;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], AmfError> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or(AmfError::Truncated)?;
        self.bytes = rest;
        Ok(*taken)
    }
}

fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Number(number) => {
            out.push(NUMBER);
            out.extend(number.to_be_bytes());
        }
        Value::Boolean(yes) => out.extend([BOOLEAN, u8::from(*yes)]),
        Value::String(text) if text.len() > usize::from(u16::MAX) => {
            out.push(LONG_STRING);
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            out.extend(length.to_be_bytes());
            out.extend(&text.as_bytes()[..length as usize]);
        }
        Value::String(text) => {
            out.push(STRING);
            write_name(out, text);
        }
        Value::Object(entries) => {
            out.push(OBJECT);
            write_entries(out, entries);
        }
        Value::EcmaArray(entries) => {
            out.push(ECMA_ARRAY);
            out.extend((entries.len() as u32).to_be_bytes());
            write_entries(out, entries);
        }
        Value::Array(values) => {
            out.push(STRICT_ARRAY);
            out.extend((values.len() as u32).to_be_bytes());
            for value in values {
                write(out, value);
            }
        }
        Value::Date(date) => {
            out.push(DATE);
            out.extend(date.to_be_bytes());
            out.extend([0, 0]);
        }
        Value::Null => out.push(NULL),
        Value::Undefined => out.push(UNDEFINED),
    }
}

fn write_entries(out: &mut Vec<u8>, entries: &[(String, Value)]) {
    for (name, value) in entries {
        write_name(out, name);
        write(out, value);
    }
    out.extend([0, 0, OBJECT_END]);
}

/// A text of at most 65535 bytes; what is longer is cut between two characters.
fn write_name(out: &mut Vec<u8>, name: &str) {
    let most = name.floor_char_boundary(usize::from(u16::MAX));
    out.extend((most as u16).to_be_bytes());
    out.extend(&name.as_bytes()[..most]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i32>().prop_map(|n| Value::Number(n.into())),
            any::<bool>().prop_map(Value::Boolean),
            "[a-z你]{0,9}".prop_map(Value::String),
            any::<i32>().prop_map(|n| Value::Date(n.into())),
            Just(Value::Null),
            Just(Value::Undefined),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            let entries = prop::collection::vec(("[a-z]{1,5}", inner.clone()), 0..5);
            prop_oneof![
                entries.clone().prop_map(Value::Object),
                entries.prop_map(Value::EcmaArray),
                prop::collection::vec(inner, 0..5).prop_map(Value::Array),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(values in prop::collection::vec(any_value(), 0..4)) {
            prop_assert_eq!(decode(&encode(&values)), Ok(values));
        }

        #[test]
        fn rubbish_is_refused_or_read_and_never_more(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(values) = decode(&bytes) {
                prop_assert!(values.len() <= MAX_VALUES);
            }
        }
    }

    #[test]
    fn objects_in_objects_without_end_are_refused() {
        let mut bytes = Vec::new();
        for _ in 0..100 {
            bytes.extend([OBJECT, 0, 1, b'a']);
        }
        assert_eq!(decode(&bytes), Err(AmfError::TooDeep));
    }

    #[test]
    fn a_count_is_not_believed() {
        let bytes = [STRICT_ARRAY, 0xff, 0xff, 0xff, 0xff, NULL];
        assert_eq!(decode(&bytes), Err(AmfError::Truncated));
    }
}
