import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { loadAuthClient } from "../lib/load-auth-client";
import { errorMessage } from "../lib/errors";
import { Button } from "./ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "./ui/dialog";
import { Field } from "./ui/field";
import { Input } from "./ui/input";

interface DevLoginButtonProps {
  redirectTo: string;
  defaultEmail?: string;
  /** For what is shown on the page that `redirectTo` leads to, when that is this one. */
  onSignedIn?: () => void;
}

/** Signs in as anybody by email. Shown in the local stage alone, where the server allows it. */
export function DevLoginButton({ redirectTo, defaultEmail = "", onSignedIn }: DevLoginButtonProps) {
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState(defaultEmail);
  const router = useRouter();
  const login = useMutation({
    mutationFn: async () => (await loadAuthClient()).devLogin(email),
    onSuccess: async () => {
      await router.invalidate();
      if (redirectTo !== router.state.location.href) await router.navigate({ href: redirectTo });
      setOpen(false);
      onSignedIn?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <>
      <Button size="lg" variant="outline" onClick={() => setOpen(true)}>
        Dev mode login
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>Dev mode login</DialogTitle>
            <DialogDescription>
              Sign in as anybody. Whoever is not known yet is created.
            </DialogDescription>
          </DialogHeader>
          <form onSubmit={submit} className="grid gap-4">
            <Field label="Email" error={login.error ? errorMessage(login.error) : undefined}>
              <Input
                type="email"
                name="email"
                autoComplete="email"
                required
                autoFocus
                placeholder="owner@example.com"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            </Field>
            <Button type="submit" className="justify-self-end" pending={login.isPending}>
              Sign in
            </Button>
          </form>
        </DialogContent>
      </Dialog>
    </>
  );
}
