set -euf
export AWS_PAGER=''

if [ -e "$directory" ]; then
  printf '%s already exists; name another directory: sh %s DIRECTORY\n' "$directory" "$0" >&2
  exit 1
fi
mkdir -p -- "$directory"

# A name of a file, whatever an ARN holds.
safe() {
  printf '%s' "$1" | tr -c 'A-Za-z0-9._-' '_'
}

# ask FILE COMMAND…: writes what AWS answers.
ask() {
  answer=$directory/$1
  shift
  aws "$@" --region "$region" --output json >"$answer.part"
  mv -- "$answer.part" "$answer.json"
}

# ask_for WHAT FILE COMMAND…: the same, of something that may not be there; then the file says that.
ask_for() {
  what=$1 answer=$directory/$2
  shift 2
  if aws "$@" --region "$region" --output json >"$answer.part" 2>"$answer.error"; then
    mv -- "$answer.part" "$answer.json"
    rm -- "$answer.error"
    return 0
  fi
  because=$(sed -n 's/.*An error occurred (\([A-Za-z]*\)).*/\1/p' "$answer.error")
  case $because:$(cat "$answer.error") in
    NoSuchEntity:* | *NotFoundException:* | ClientException:*'Unable to describe task definition'*)
      printf '{"NotThere": "%s", "Because": "%s"}\n' "$what" "$because" >"$answer.json"
      rm -- "$answer.part" "$answer.error"
      return 1
      ;;
  esac
  cat "$answer.error" >&2
  exit 1
}

# ask_if FILE COMMAND…: the same, of what some regions, older AWS CLIs or narrow rights do not have; without it, it is unknown.
ask_if() {
  answer=$directory/$1
  shift
  if aws "$@" --region "$region" --output json >"$answer.part" 2>"$answer.error"; then
    mv -- "$answer.part" "$answer.json"
    rm -- "$answer.error"
  else
    cat "$answer.error" >&2
    printf 'left out, so it stays unknown: aws %s\n' "$*" >&2
    rm -- "$answer.part" "$answer.error"
  fi
}

# tell COMMAND…: words of an answer.
tell() {
  aws "$@" --region "$region" --output text
}

of_vpc="Name=vpc-id,Values=$vpc"
ask vpcs ec2 describe-vpcs --vpc-ids "$vpc"
ask vpc-attribute.enableDnsSupport ec2 describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsSupport
ask vpc-attribute.enableDnsHostnames ec2 describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsHostnames
ask subnets ec2 describe-subnets --filters "$of_vpc"
ask route-tables ec2 describe-route-tables --filters "$of_vpc"
ask vpc-endpoints ec2 describe-vpc-endpoints --filters "$of_vpc"
ask security-groups ec2 describe-security-groups --filters "$of_vpc"
ask network-acls ec2 describe-network-acls --filters "$of_vpc"
ask nat-gateways ec2 describe-nat-gateways --filter "$of_vpc"
ask dhcp-options ec2 describe-dhcp-options
ask managed-prefix-lists ec2 describe-managed-prefix-lists
ask_if hosted-zones route53 list-hosted-zones-by-vpc --vpc-id "$vpc" --vpc-region "$region" \
  --query "{VpcId: '$vpc', HostedZoneSummaries: HostedZoneSummaries, NextToken: NextToken}"
ask_if resolver-rule-associations route53resolver list-resolver-rule-associations --filters "Name=VPCId,Values=$vpc"
ask_if resolver-rules route53resolver list-resolver-rules
ask_if profile-associations route53profiles list-profile-associations --resource-id "$vpc"
lists=$(tell ec2 describe-managed-prefix-lists --query "PrefixLists[?OwnerId != 'AWS'].PrefixListId")
for list in $lists; do
  ask "prefix-list.$list" ec2 get-managed-prefix-list-entries --prefix-list-id "$list" \
    --query "{PrefixListId: '$list', PrefixListEntries: Entries}"
done

role() {
  [ ! -e "$directory/role.$1.json" ] || return 0
  ask_for "role $1" "role.$1" iam get-role --role-name "$1" || return 0
  ask "role-policies.$1" iam list-role-policies --role-name "$1" --query "{RoleName: '$1', PolicyNames: PolicyNames}"
  policies=$(tell iam list-role-policies --role-name "$1" --query 'PolicyNames[]')
  for policy in $policies; do
    ask "role-policy.$1.$policy" iam get-role-policy --role-name "$1" --policy-name "$policy"
  done
  ask "attached-policies.$1" iam list-attached-role-policies --role-name "$1" \
    --query "{RoleName: '$1', AttachedPolicies: AttachedPolicies}"
  arns=$(tell iam list-attached-role-policies --role-name "$1" --query 'AttachedPolicies[].PolicyArn')
  for arn in $arns; do
    version=$(tell iam get-policy --policy-arn "$arn" --query 'Policy.DefaultVersionId')
    ask "policy.$(safe "$arn")" iam get-policy-version --policy-arn "$arn" --version-id "$version" \
      --query "{PolicyArn: '$arn', PolicyVersion: PolicyVersion}"
  done
}

task() {
  ask_for "task definition $1" "task-definition.$(safe "$1")" ecs describe-task-definition --task-definition "$1" ||
    return 0
  arns=$(tell ecs describe-task-definition --task-definition "$1" \
    --query 'taskDefinition.[executionRoleArn, taskRoleArn]')
  for arn in $arns; do
    case $arn in
      arn:*) role "${arn##*/}" ;;
    esac
  done
}

# The role of the instances of a profile.
profile() {
  ask_for "instance profile $1" "instance-profile.$1" iam get-instance-profile --instance-profile-name "$1" || return 0
  roles=$(tell iam get-instance-profile --instance-profile-name "$1" --query 'InstanceProfile.Roles[].RoleName')
  for name in $roles; do
    role "$name"
  done
}

# service CLUSTER NAME
service() {
  ask_for "service $1/$2" "service.$(safe "$1.$2")" ecs describe-services --cluster "$1" --services "$2" || return 0
  definitions=$(tell ecs describe-services --cluster "$1" --services "$2" --query 'services[].taskDefinition')
  for definition in $definitions; do
    task "$definition"
  done
  hosts=$(tell ecs list-container-instances --cluster "$1" --max-items 100 --query 'containerInstanceArns[]')
  case $hosts in
    arn:*)
      # shellcheck disable=SC2086 # They are many words.
      hosts=$(tell ecs describe-container-instances --cluster "$1" --container-instances $hosts \
        --query "containerInstances[?starts_with(ec2InstanceId, 'i-')].ec2InstanceId")
      ;;
  esac
  case $hosts in
    i-*)
      # shellcheck disable=SC2086
      ask "instances.$(safe "$1")" ec2 describe-instances --instance-ids $hosts
      # shellcheck disable=SC2086
      profiles=$(tell ec2 describe-instances --instance-ids $hosts \
        --query 'Reservations[].Instances[].IamInstanceProfile.Arn' | tr '\t' '\n' | sort -u)
      for arn in $profiles; do
        case $arn in
          arn:*) profile "${arn##*/}" ;;
        esac
      done
      ;;
  esac
}

repository() {
  ask_for "policy of the repository $1" "repository-policy.$(safe "$1")" \
    ecr get-repository-policy --repository-name "$1" || return 0
}

