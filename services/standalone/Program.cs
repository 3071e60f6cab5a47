using System.CommandLine;

var root = new RootCommand("PathAlign: image generators aligned with pathologists' judgement.");
return await root.Parse(args).InvokeAsync();
