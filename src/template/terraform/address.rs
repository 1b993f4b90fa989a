//! Input: addresses of resources and modules, as plans and states write them.
//! Output: their steps, and the keys at their ends.
//! Never: looks anything up.

/// Where the key at the end of an address begins: `["a"]` of `aws_subnet.a["a"]`.
fn key_start(address: &str) -> usize {
    // Keys may hold brackets in their quotes.
    let open = match address {
        _ if address.ends_with("\"]") => address.rfind("[\""),
        _ if address.ends_with(']') => address.rfind('['),
        _ => None,
    };
    open.unwrap_or(address.len())
}

/// An address without the key at its end: `aws_subnet.a[0]` is `aws_subnet.a`.
pub fn without_key(address: &str) -> &str {
    address.get(..key_start(address)).unwrap_or(address)
}

/// The key at the end of an address, with its brackets; empty where there is none.
pub fn key_of(address: &str) -> &str {
    address.get(key_start(address)..).unwrap_or_default()
}

/// `module.a["x"].` is `module.a["x"]`.
pub fn path_end(path: &str) -> &str {
    path.strip_suffix('.').unwrap_or(path)
}

/// The steps of a path, at its dots; those within brackets are of a key.
pub fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in path.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {
                steps.extend(path.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.extend(path.get(start..));
    steps
}

/// The names of the calls in `module.a["x"].module.b.`.
pub fn calls(path: &str) -> Vec<&str> {
    steps(path_end(path)).chunks(2).filter_map(|pair| pair.get(1)).map(|call| without_key(call)).collect()
}

/// The path of the module that calls one, and the name of the call.
pub fn outer(path: &str) -> Option<(String, String)> {
    let steps = steps(path_end(path));
    let (call, before) = steps.split_last()?;
    let (_, before) = before.split_last()?;
    let outer = if before.is_empty() { String::new() } else { format!("{}.", before.join(".")) };
    Some((outer, without_key(call).to_owned()))
}
