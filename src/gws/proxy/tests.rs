//! The variables' tables.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;

fn proxies(variables: &[(&str, &str)]) -> Proxies {
    Proxies::of(|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| OsString::from(value))
    })
}

fn way(variables: &[(&str, &str)], url: &str) -> Result<Option<String>, String> {
    let proxies = proxies(variables);
    let way = proxies.on_the_way(&url.parse().unwrap());
    way.map(|proxy| proxy.map(Proxy::at)).map_err(str::to_owned)
}

#[test]
fn which_variable_is_for_which_address() {
    let https = "https://gws.example.com/x";
    let http = "http://gws.example.com/x";
    let (s, p, a) = (
        ("HTTPS_PROXY", "http://s:1"),
        ("HTTP_PROXY", "http://p:2"),
        ("ALL_PROXY", "http://a:3"),
    );
    for (variables, of_https, of_http) in [
        (&[][..], None, None),
        (&[s], Some("s:1"), None),
        (&[p], None, Some("p:2")),
        (&[a], Some("a:3"), Some("a:3")),
        (&[s, p, a], Some("s:1"), Some("p:2")),
        (&[("HTTPS_PROXY", ""), a], Some("a:3"), Some("a:3")),
        (&[s, ("https_proxy", "small:4")], Some("small:4"), None),
        (&[("all_proxy", "small"), s], Some("s:1"), Some("small:80")),
        (&[("HTTPS_PROXY", "[::1]:8")], Some("[::1]:8"), None),
    ] {
        let expected = |at: Option<&str>| Ok(at.map(str::to_owned));
        assert_eq!(way(variables, https), expected(of_https), "{variables:?}");
        assert_eq!(way(variables, http), expected(of_http), "{variables:?}");
    }
    let wss = way(&[s, p], "wss://gws.example.com/x");
    assert_eq!(wss, Ok(Some("s:1".to_owned())));
}

#[test]
fn exceptions_are_names_addresses_networks_and_all() {
    for (list, url, is_direct) in [
        ("", "https://gws.example.com/", false),
        ("*", "https://gws.example.com/", true),
        ("gws.example.com", "https://gws.example.com/", true),
        ("GWS.Example.com.", "https://gws.example.com/", true),
        ("example.com", "https://gws.example.com/", true),
        (".example.com", "https://gws.example.com/", true),
        ("*.example.com", "https://gws.example.com/", true),
        ("ample.com", "https://gws.example.com/", false),
        ("gws.example.com.org", "https://gws.example.com/", false),
        ("example.com:443", "https://gws.example.com/", true),
        ("example.com:8443", "https://gws.example.com/", false),
        ("example.com:port", "https://gws.example.com/", false),
        ("a, b ,example.com", "https://gws.example.com/", true),
        ("a b\texample.com", "https://gws.example.com/", true),
        ("10.1.2.3", "https://10.1.2.3/", true),
        ("10.1.2.3:444", "https://10.1.2.3/", false),
        ("10.1.2.3", "https://10.1.2.30/", false),
        ("10.0.0.0/8", "https://10.1.2.3/", true),
        ("10.0.0.0/15", "https://10.1.255.255/", true),
        ("10.0.0.0/16", "https://10.1.2.3/", false),
        ("0.0.0.0/0", "https://10.1.2.3/", true),
        ("0.0.0.0/33", "https://10.1.2.3/", false),
        ("10.0.0.0/8", "https://gws.example.com/", false),
        ("fd00::/8", "https://[fd12::1]/", true),
        ("fd00::/16", "https://[fd12::1]/", false),
        ("::/0", "https://10.1.2.3/", false),
        ("[fd12::1]:443", "https://[fd12::1]/", true),
        ("fd12::1", "https://[fd12::1]/", true),
        ("10.0.0.0/8", "https://[::ffff:10.1.2.3]/", true),
    ] {
        let variables = [("HTTPS_PROXY", "p:1"), ("NO_PROXY", list)];
        let direct = way(&variables, url).unwrap().is_none();
        assert_eq!(direct, is_direct, "{list}: {url}");
    }
}

#[test]
fn this_machine_is_never_proxied() {
    for url in [
        "http://localhost:8080/",
        "http://gws.localhost/",
        "http://127.0.0.1/",
        "http://127.9.9.9/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        assert_eq!(way(&[("ALL_PROXY", "p:1")], url), Ok(None), "{url}");
    }
}

#[test]
fn a_variable_that_cannot_be_used_says_so_without_its_value() {
    for (value, words) in [
        ("https://s3cret@p:1", "https proxies are not supported"),
        ("socks5://s3cret@p:1", "socks5 proxies are not supported"),
        ("http://s3cret@", "must be like"),
        ("http://u:s3cret@p:99999", "must be like"),
    ] {
        let said = way(&[("HTTPS_PROXY", value)], "https://h/").unwrap_err();
        assert!(said.starts_with("HTTPS_PROXY: "), "{said}");
        assert!(said.contains(words) && !said.contains("s3cret"), "{said}");
        // Where it is not used, it is no obstacle.
        assert_eq!(way(&[("HTTPS_PROXY", value)], "http://h/"), Ok(None));
    }
}

#[test]
fn user_and_password_are_decoded_and_never_shown() {
    let proxies = proxies(&[("HTTPS_PROXY", "http://ada:s3%40cret@p:1")]);
    let url = "https://h/".parse().unwrap();
    let proxy = proxies.on_the_way(&url).unwrap().unwrap();
    let value = proxy.authorization.as_ref().unwrap();
    // "ada:s3@cret"
    assert_eq!(value, "Basic YWRhOnMzQGNyZXQ=");
    let shown = format!("{proxies:?} {proxy:?} {value:?} {}", proxy.who_asks());
    for secret in ["ada", "cret", "YWRh"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("p:1"));
}
