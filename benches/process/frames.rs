//! Websocket frames of a server: text going out, whatever a client sends coming in (RFC 6455).

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, BufReader};
use tokio::net::tcp::OwnedReadHalf;

/// A text that is not masked, as a server's is.
pub fn text(text: &[u8], out: &mut Vec<u8>) {
    out.push(0x81);
    match u16::try_from(text.len()) {
        Ok(length @ 0..=125) => out.push(length as u8),
        Ok(length) => {
            out.push(126);
            out.extend_from_slice(&length.to_be_bytes());
        }
        Err(_) => {
            out.push(127);
            out.extend_from_slice(&(text.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(text);
}

/// The answer to a ping.
fn pong(payload: &[u8]) -> Vec<u8> {
    // No control frame is longer than 125.
    let mut frame = vec![0x8a, payload.len() as u8];
    frame.extend_from_slice(payload);
    frame
}

/// What a client sent.
pub enum Heard {
    Messages(Vec<Value>),
    /// To be sent back as it is.
    Answer(Vec<u8>),
}

/// The next frame; `None` at the end. No client here splits a text.
pub async fn read(from: &mut BufReader<OwnedReadHalf>) -> Option<Heard> {
    loop {
        let first = from.read_u8().await.ok()?;
        let length = match from.read_u8().await.ok()? & 0x7f {
            126 => u64::from(from.read_u16().await.ok()?),
            127 => from.read_u64().await.ok()?,
            short => u64::from(short),
        };
        let mut mask = [0; 4];
        from.read_exact(&mut mask).await.ok()?;
        let mut payload = vec![0; usize::try_from(length).ok()?];
        from.read_exact(&mut payload).await.ok()?;
        for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
            *byte ^= mask;
        }
        match first & 0x0f {
            1 => return serde_json::from_slice(&payload).ok().map(Heard::Messages),
            9 => return Some(Heard::Answer(pong(&payload))),
            8 => return None,
            _ => {}
        }
    }
}
