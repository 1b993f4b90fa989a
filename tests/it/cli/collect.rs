//! Input: the command line of `ecrc audit --collect`.
//! Output: what the script asks for, or why a name is refused.
//! Never: runs the script.

use super::Folder;

/// The calls at the end of the script, or what is said.
fn calls(more: &[&str]) -> Result<String, String> {
    let run = Folder::with(&[]).run(&[&["audit", "--collect", "vpc-0a1b2c3d", "--region", "us-east-2"], more].concat());
    if run.code == Some(0) {
        let lines = run.out.lines().rev().skip(1).take_while(|line| !line.is_empty() && *line != "}");
        Ok(lines.collect::<Vec<_>>().join("\n"))
    } else {
        Err(run.err.lines().next().unwrap_or_default().to_owned())
    }
}

#[test]
fn arns_are_taken_apart() {
    for (option, said, call) in [
        ("--service", "prod/web", "service 'prod' 'web'"),
        ("--service", "web", "service 'default' 'web'"),
        ("--service", "arn:aws:ecs:us-east-2:111122223333:service/prod/web", "service 'prod' 'web'"),
        ("--role", "exec", "role 'exec'"),
        ("--role", "team/exec", "role 'exec'"),
        ("--role", "arn:aws:iam::111122223333:role/team/exec", "role 'exec'"),
        ("--repository", "team/web", "repository 'team/web'"),
        ("--repository", "arn:aws:ecr:us-east-2:111122223333:repository/team/web", "repository 'team/web'"),
        ("--task", "web:3", "task 'web:3'"),
        (
            "--task",
            "arn:aws:ecs:us-east-2:111122223333:task-definition/web:3",
            "task 'arn:aws:ecs:us-east-2:111122223333:task-definition/web:3'",
        ),
    ] {
        assert_eq!(calls(&[option, said]), Ok(call.to_owned()), "{said}");
    }
}

#[test]
fn what_the_script_cannot_ask_for_is_refused() {
    for (option, said, why) in [
        ("--service", "a/b/c", "`a/b/c` names no cluster"),
        (
            "--service",
            "arn:aws:ecs:us-east-2:111122223333:service/web",
            "`arn:aws:ecs:us-east-2:111122223333:service/web` names no cluster",
        ),
        (
            "--service",
            "arn:aws:ecs:eu-west-1:111122223333:service/prod/web",
            "`arn:aws:ecs:eu-west-1:111122223333:service/prod/web` is in `eu-west-1`, not in `us-east-2`",
        ),
        (
            "--role",
            "arn:aws:iam::111122223333:user/jane",
            "`arn:aws:iam::111122223333:user/jane` is not an ARN of the form `arn:aws:iam:…:role/NAME`",
        ),
        ("--role", "exec;id", "`exec;id` is not the name of a role"),
        ("--role", "team/", "`` is not the name of a role"),
    ] {
        assert_eq!(calls(&[option, said]), Err(format!("error: {why}")), "{said}");
    }
}
