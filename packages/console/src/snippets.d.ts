/** The examples of docs/snippets/usersig, put in when the console is built: file name to text. */
declare module "snippets:usersig" {
  const files: Readonly<Record<string, string>>;
  export default files;
}
