//! Input: a day as written.
//! Output: a day of the calendar.
//! Never: asks what day it is.

use super::malformed::Malformed;
use std::fmt;

/// A day, `2018-11-30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that is known to be one.
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// # Errors
    /// Where it is not `YYYY-MM-DD`, or no day of the calendar.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let malformed = || {
            let fault = Malformed::new(format!("`{text}` is not a date")).labeled("expected `YYYY-MM-DD`");
            let dashed = text.replace(['/', '.'], "-");
            if dashed != text && Self::parse(&dashed).is_ok() { fault.meaning(dashed) } else { fault }
        };
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let mut parts = text.split('-').filter(|_| shape).map(str::parse::<u16>);
        let mut next = || parts.next().and_then(Result::ok).ok_or_else(malformed);
        let (year, month, day) = (next()?, next()?, next()?);
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        if day == 0 || day > days {
            let fault = Malformed::new(format!("`{text}` is not a day of the calendar")).labeled("no such day");
            return Err(fault.advising("write a day that exists, as in `2018-11-30`"));
        }
        let small = |number: u16| u8::try_from(number).map_err(|_| malformed());
        Ok(Self { year, month: small(month)?, day: small(day)? })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(Date::parse("2019-01-24").unwrap(), Date::new(2019, 1, 24));
        assert_eq!(Date::parse("2020-02-29").unwrap().to_string(), "2020-02-29");
        for bad in ["2019-02-29", "2019-13-01", "2019-00-01", "2019-01-00", "19-01-01", "2019/01/01", "2019-1-1", ""] {
            assert!(Date::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Date::parse("2019/01/01").unwrap_err().meant(), Some("2019-01-01"));
        assert!(Date::new(2018, 11, 30) < Date::new(2019, 1, 24));
    }
}
