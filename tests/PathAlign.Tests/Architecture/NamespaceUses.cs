using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PathAlign.Tests.Architecture;

/// <summary>
/// Which namespaces of a project use which others of it, as the compiler resolves every name in its sources. Constants
/// count, which leave no trace in an assembly; comments and unused imports do not.
/// </summary>
internal static class NamespaceUses
{
    private const string Program = "the program";   // statements outside every namespace

    // Shared by all projects: each reads an assembly once.
    private static readonly IReadOnlyList<PortableExecutableReference> _assemblies =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>The uses, one example for each two namespaces.</summary>
    /// <exception cref="InvalidOperationException">A namespace that is imported is not found: what is used from it
    /// would be missed.</exception>
    internal static IReadOnlyDictionary<(string From, string To), string> Of(SourceProject project)
    {
        var compilation = Compile(project);
        var uses = new Dictionary<(string, string), string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            var root = tree.GetRoot();
            foreach (var import in root.DescendantNodes().OfType<UsingDirectiveSyntax>())
                if (model.GetSymbolInfo(import.NamespaceOrType).Symbol is null)
                    throw new InvalidOperationException($"{Place(import)}: expected to find {import.NamespaceOrType}");
            foreach (var name in root.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null) continue;
                if (Used(model, name) is not { } used) continue;
                var from = name.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name.ToString() ?? Program;
                var to = used.ContainingNamespace.ToDisplayString();
                if (from != to) uses.TryAdd((from, to), $"{Place(name)} uses {used.Name}");
            }
        }
        return uses;

        ITypeSymbol? Used(SemanticModel model, SimpleNameSyntax name)
        {
            var symbol = model.GetSymbolInfo(name).Symbol;
            var type = (symbol as ITypeSymbol ?? symbol?.ContainingType)?.OriginalDefinition;
            return type is { IsAnonymousType: false }
                && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
                && type.ContainingNamespace is not null
                ? type
                : null;
        }
    }

    private static CSharpCompilation Compile(SourceProject project)
    {
        var options = CSharpParseOptions.Default
            .WithLanguageVersion(LanguageVersion.Preview)
            .WithDocumentationMode(DocumentationMode.None);
        var generated = Directory.EnumerateFiles(
            Path.Combine(project.Folder, "obj"), "*.GlobalUsings.g.cs", SearchOption.AllDirectories).Take(1);
        return CSharpCompilation.Create(
            project.AssemblyName,
            project.Sources.Concat(generated)
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)),
            _assemblies.Where(file => Path.GetFileNameWithoutExtension(file.FilePath) != project.AssemblyName),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static string Place(SyntaxNode node)
    {
        var place = node.GetLocation().GetLineSpan();
        return $"{Path.GetRelativePath(SourceProject.Root, place.Path)}:{place.StartLinePosition.Line + 1}";
    }
}
