//! How many connections each address has open.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::limits::{network_of, open_per_address};

/// The count for each address that has any.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenByAddress(Arc<Mutex<HashMap<IpAddr, u32>>>);

/// One open connection; dropping it makes room for another.
#[derive(Debug)]
pub(crate) struct Place {
    all: OpenByAddress,
    address: IpAddr,
}

impl OpenByAddress {
    /// Takes a place for a connection from `address`, which may hold `limit`.
    pub(crate) fn enter(&self, address: IpAddr, limit: u32) -> Option<Place> {
        let limit = open_per_address(limit, address);
        let address = network_of(address);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_insert(0);
        if *count >= limit {
            return None;
        }
        *count += 1;
        Some(Place {
            all: self.clone(),
            address,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_connection_is_gone() {
        let open = OpenByAddress::default();
        let address = "192.0.2.1".parse().expect("address");
        let places: Vec<_> = (0..2)
            .map(|_| open.enter(address, 2).expect("room"))
            .collect();
        assert!(open.enter(address, 2).is_none());
        drop(places);
        assert!(open.0.lock().expect("not poisoned").is_empty());
        assert!(open.enter(address, 2).is_some());
    }
}
