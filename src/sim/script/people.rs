//! Who works here and who writes in; knows nothing of what they say.

use crate::sim::world::{AgentState, Role, User};

const AGENTS: [(&str, &str); 24] = [
    ("Jonas", "Varga"),
    ("Mirela", "Ibarra"),
    ("Piotr", "Nowak"),
    ("Amara", "Diallo"),
    ("Kenji", "Morita"),
    ("Lucía", "Ferreyra"),
    ("Tomasz", "Zieliński"),
    ("Leila", "Haddad"),
    ("Anneke", "de Wit"),
    ("Ravi", "Menon"),
    ("Siobhán", "Keane"),
    ("Mateus", "Carvalho"),
    ("Ingrid", "Solheim"),
    ("Chidi", "Eze"),
    ("Yasmin", "Rahimi"),
    ("Pavel", "Dvořák"),
    ("Hana", "Kim"),
    ("Oisín", "Byrne"),
    ("Beatriz", "Moura"),
    ("Emre", "Yıldız"),
    ("Grace", "Wanjiru"),
    ("Niklas", "Lindqvist"),
    ("Thu", "Nguyen"),
    ("Elena", "Popescu"),
];

const CUSTOMERS: [&str; 48] = [
    "Rowan P.",
    "Adaeze O.",
    "Marek S.",
    "Priya N.",
    "Tomás G.",
    "Yuki H.",
    "Fatima Z.",
    "Björn L.",
    "Chloé M.",
    "Dmitri V.",
    "Aoife R.",
    "Kwame B.",
    "Zofia K.",
    "Hassan A.",
    "Ngozi E.",
    "Pilar C.",
    "Sven J.",
    "Mei L.",
    "Ivana T.",
    "Omar F.",
    "Greta W.",
    "Tariq S.",
    "Lindiwe D.",
    "Paulo R.",
    "Élodie B.",
    "Kaveh M.",
    "Sinead F.",
    "Arjun P.",
    "Ludmila H.",
    "Mohammed Y.",
    "Saoirse D.",
    "Juan-Pablo Q.",
    "Astrid N.",
    "Dilnoza U.",
    "Bartek W.",
    "Noémie L.",
    "Takumi S.",
    "Abena A.",
    "Viktor Ö.",
    "Carmen V.",
    "Ioannis P.",
    "Rukmini I.",
    "Jamal T.",
    "Freya S.",
    "王 芳",
    "Мария К.",
    "Łucja B.",
    "José Á.",
];

/// The agents of a floor, and two supervisors.
pub(crate) fn cast(seed: u64, agents: usize) -> Vec<User> {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x5EED_CA57);
    let mut users: Vec<User> = (0..agents).map(|place| agent(&mut rng, place)).collect();
    users.push(supervisor(
        &mut rng,
        "supervisor",
        "Sade",
        "Okafor",
        "15001",
    ));
    users.push(supervisor(
        &mut rng,
        "supervisor2",
        "Tove",
        "Brandt",
        "15002",
    ));
    users
}

fn agent(rng: &mut fastrand::Rng, place: usize) -> User {
    let (first, last) = AGENTS[place % AGENTS.len()];
    let round = place / AGENTS.len();
    // The same names come again on a large floor, with a number.
    let number = if round == 0 {
        String::new()
    } else {
        (round + 1).to_string()
    };
    let state = match (place, rng.usize(..10)) {
        (0, _) => AgentState::Ready,
        (_, 0) => AgentState::LoggedOut,
        (_, 1 | 2) => AgentState::NotReady,
        _ => AgentState::Ready,
    };
    User {
        id: id(rng),
        user_name: user_name(first, last, &number),
        first: first.to_owned(),
        last: last.to_owned(),
        role: Role::Agent,
        state,
        extension: (15_040 + place).to_string(),
    }
}

fn supervisor(
    rng: &mut fastrand::Rng,
    user_name: &str,
    first: &str,
    last: &str,
    extension: &str,
) -> User {
    User {
        id: id(rng),
        user_name: user_name.to_owned(),
        first: first.to_owned(),
        last: last.to_owned(),
        role: Role::Supervisor,
        state: AgentState::Ready,
        extension: extension.to_owned(),
    }
}

fn id(rng: &mut fastrand::Rng) -> String {
    format!("{:032x}", rng.u128(..))
}

fn user_name(first: &str, last: &str, number: &str) -> String {
    let plain = |text: &str| text.chars().filter_map(plain_letter).collect::<String>();
    let initial: String = plain(first).chars().take(1).collect();
    format!("{initial}.{}{number}", plain(last))
}

/// A letter as it stands in a user name.
fn plain_letter(letter: char) -> Option<char> {
    let letter = letter.to_lowercase().next()?;
    Some(match letter {
        'á' => 'a',
        'é' => 'e',
        'í' | 'ı' => 'i',
        'ń' => 'n',
        'ř' => 'r',
        letter if letter.is_ascii_alphanumeric() => letter,
        _ => return None,
    })
}

/// A customer's name.
pub(super) fn customer(rng: &mut fastrand::Rng) -> &'static str {
    CUSTOMERS[rng.usize(..CUSTOMERS.len())]
}
