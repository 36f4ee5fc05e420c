//! UserSig tickets (TLSSigAPIv2): sign, verify, and room privileges.
