//! The part of vo-aacenc's interface that is used (`vo-aacenc/voAAC.h`, `cmnMemory.h`).

use std::ffi::{c_int, c_long, c_longlong, c_short, c_ulong, c_void};

pub(crate) type Handle = *mut c_void;
pub(crate) type Code = c_ulong;

pub(crate) const OK: Code = 0;
/// The numbers are 32 bits wide, whatever `long` is.
pub(crate) const CODE_MASK: Code = 0xffff_ffff;
pub(crate) const CODING_AAC: c_int = 8;
pub(crate) const ENCODER_PARAMETERS: c_long = 0x4221_1040;
pub(crate) const USER_MEMORY_OPERATOR: c_int = 0;

#[repr(C)]
pub(crate) struct Parameters {
    pub(crate) sample_rate: c_int,
    pub(crate) bit_rate: c_int,
    pub(crate) channels: c_short,
    pub(crate) adts: c_short,
}

#[repr(C)]
pub(crate) struct Buffer {
    pub(crate) bytes: *mut u8,
    pub(crate) length: c_ulong,
    pub(crate) time: c_longlong,
}

#[repr(C)]
#[derive(Default)]
pub(crate) struct OutputInfo {
    pub(crate) sample_rate: c_long,
    pub(crate) channels: c_long,
    pub(crate) sample_bits: c_long,
    pub(crate) input_used: c_ulong,
    pub(crate) reserved: c_ulong,
}

#[repr(C)]
pub(crate) struct InitData {
    pub(crate) memory_flag: c_int,
    pub(crate) memory: *mut MemoryOperator,
    pub(crate) reserved: [c_ulong; 2],
}

#[repr(C)]
pub(crate) struct MemoryInfo {
    size: c_long,
    flag: c_long,
    virtual_buffer: *mut c_void,
    physical_buffer: *mut c_void,
}

type Alloc = unsafe extern "C" fn(c_long, *mut MemoryInfo) -> c_ulong;
type Free = unsafe extern "C" fn(c_long, *mut c_void) -> c_ulong;
type Set = unsafe extern "C" fn(c_long, *mut c_void, u8, c_ulong) -> c_ulong;
type Copy = unsafe extern "C" fn(c_long, *mut c_void, *mut c_void, c_ulong) -> c_ulong;
type Check = unsafe extern "C" fn(c_long, *mut c_void, c_ulong) -> c_ulong;
type Compare = unsafe extern "C" fn(c_long, *mut c_void, *mut c_void, c_ulong) -> c_long;

#[repr(C)]
pub(crate) struct MemoryOperator {
    pub(crate) alloc: Alloc,
    pub(crate) free: Free,
    pub(crate) set: Set,
    pub(crate) copy: Copy,
    pub(crate) check: Check,
    pub(crate) compare: Compare,
    pub(crate) move_: Copy,
}

#[repr(C)]
#[derive(Clone, std::marker::Copy)]
pub(crate) struct Api {
    pub(crate) init: Option<unsafe extern "C" fn(*mut Handle, c_int, *mut InitData) -> Code>,
    pub(crate) set_input: Option<unsafe extern "C" fn(Handle, *mut Buffer) -> Code>,
    pub(crate) get_output:
        Option<unsafe extern "C" fn(Handle, *mut Buffer, *mut OutputInfo) -> Code>,
    pub(crate) set_parameter: Option<unsafe extern "C" fn(Handle, c_long, *mut c_void) -> Code>,
    pub(crate) get_parameter: Option<unsafe extern "C" fn(Handle, c_long, *mut c_void) -> Code>,
    pub(crate) uninit: Option<unsafe extern "C" fn(Handle) -> Code>,
}

unsafe extern "C" {
    pub(crate) fn voGetAACEncAPI(api: *mut Api) -> c_long;
    pub(crate) fn cmnMemAlloc(id: c_long, info: *mut MemoryInfo) -> c_ulong;
    pub(crate) fn cmnMemFree(id: c_long, buffer: *mut c_void) -> c_ulong;
    pub(crate) fn cmnMemSet(id: c_long, buffer: *mut c_void, value: u8, size: c_ulong) -> c_ulong;
    pub(crate) fn cmnMemCopy(id: c_long, to: *mut c_void, from: *mut c_void, n: c_ulong)
    -> c_ulong;
    pub(crate) fn cmnMemCheck(id: c_long, buffer: *mut c_void, size: c_ulong) -> c_ulong;
    pub(crate) fn cmnMemCompare(id: c_long, a: *mut c_void, b: *mut c_void, n: c_ulong) -> c_long;
    pub(crate) fn cmnMemMove(id: c_long, to: *mut c_void, from: *mut c_void, n: c_ulong)
    -> c_ulong;
}
