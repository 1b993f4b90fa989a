//! Input: what the command line says of a start that the files do not show.
//! Output: what is asked of a plan.
//! Never: reads a plan.

use super::failure::Failure;
use clap::Args;
use ecrc::plan::Workload;
use ecrc::trace::{Asked, Image, Origin};

#[derive(Debug, Args)]
pub struct Asks {
    /// The role that pulls, by name or ARN
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The image in ECR, by its full name
    #[arg(long, value_name = "URI")]
    image: Option<String>,
    /// The only subnet to start in, by its ID or its name in the template
    #[arg(long, value_name = "SUBNET")]
    pub subnet: Option<String>,
}

impl Asks {
    /// The same question to each plan, with what is said of what runs.
    pub fn of(&self, said: &Workload) -> Result<impl Fn(Origin) -> Asked + use<>, Failure> {
        let image = self.image()?;
        let (role, subnet, said) = (self.role.clone(), self.subnet.clone(), said.clone());
        Ok(move |origin| Asked {
            role: role.clone(),
            image: image.clone(),
            subnet: subnet.clone(),
            said: said.clone(),
            ..Asked::of(origin)
        })
    }

    /// Whether it says anything.
    pub fn says(&self) -> bool {
        self.role.is_some() || self.image.is_some() || self.subnet.is_some()
    }

    fn image(&self) -> Result<Option<Image>, Failure> {
        let Some(said) = &self.image else { return Ok(None) };
        let image = Image::parse(said).ok_or_else(|| {
            Failure::new(format!("`{said}` is not an image in a private repository of ECR"))
                .help("write it like `111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1`")
        });
        image.map(Some)
    }
}
