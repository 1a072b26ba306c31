import type { Role } from "../../../backend/db/values";
import { ROLE_NAMES } from "../../lib/roles";
import { NativeSelect, NativeSelectOption } from "../ui/native-select";

interface RoleSelectProps {
  label: string;
  roles: Role[];
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleSelect({ label, roles, value, onChange }: RoleSelectProps) {
  return (
    <NativeSelect
      className="w-28"
      name="role"
      aria-label={label}
      value={value}
      onChange={(event) => {
        const role = roles.find((one) => one === event.target.value);
        if (role) onChange(role);
      }}
    >
      {roles.map((role) => (
        <NativeSelectOption key={role} value={role}>
          {ROLE_NAMES[role]}
        </NativeSelectOption>
      ))}
    </NativeSelect>
  );
}
