using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Cache.Tests.Redis;

/// <summary>Members of the Redis client as text, such as <c>StackExchange.Redis.IServer.get_IsConnected: Boolean()</c>: those that an assembly names, and those that the client has.</summary>
internal static class ClientMembers
{
    private const string Client = "StackExchange.Redis";

    public static HashSet<string> NamedBy(MetadataReader reader)
    {
        var names = new SignatureText();
        var found = new HashSet<string>();
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference || !IsClients(reader, (TypeReferenceHandle)member.Parent))
                continue;
            var type = names.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0);
            var text = member.GetKind() == MemberReferenceKind.Field
                ? member.DecodeFieldSignature(names, null) : SignatureText.Of(member.DecodeMethodSignature(names, null));
            found.Add($"{type}.{reader.GetString(member.Name)}: {text}");
        }
        foreach (var handle in reader.TypeReferences)
        {
            if (IsClients(reader, handle))
                found.Add(names.GetTypeFromReference(reader, handle, 0));
        }
        return found;
    }

    public static HashSet<string> DefinedBy(MetadataReader reader)
    {
        var names = new SignatureText();
        var found = new HashSet<string>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            var name = names.GetTypeFromDefinition(reader, handle, 0);
            found.Add(name);
            // an inherited member is found at run time through the classes above, not through the interfaces above
            for (var declaring = type; ; declaring = reader.GetTypeDefinition((TypeDefinitionHandle)declaring.BaseType))
            {
                AddMembers(reader, declaring, name, names, found);
                if (declaring.BaseType.IsNil || declaring.BaseType.Kind != HandleKind.TypeDefinition)
                    break;
            }
        }
        return found;
    }

    private static void AddMembers(MetadataReader reader, TypeDefinition type, string name, SignatureText names, HashSet<string> found)
    {
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            found.Add($"{name}.{reader.GetString(method.Name)}: {SignatureText.Of(method.DecodeSignature(names, null))}");
        }
        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            found.Add($"{name}.{reader.GetString(field.Name)}: {field.DecodeSignature(names, null)}");
        }
    }

    private static bool IsClients(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == Client,
            HandleKind.TypeReference => IsClients(reader, (TypeReferenceHandle)scope),
            _ => false,
        };
    }

    // types by their full names, whatever assembly they are in: the base library's are in other ones than they were
    private sealed class SignatureText : ISignatureTypeProvider<string, object?>
    {
        public static string Of(MethodSignature<string> method) => $"{method.ReturnType}{(method.Header.IsInstance ? "" : " static")}({string.Join(',', method.ParameterTypes)})";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

        public string GetByReferenceType(string elementType) => elementType + "&";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "*" + Of(signature);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(',', typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

        public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => isRequired ? $"{unmodifiedType} modreq({modifier})" : unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            var declaring = type.GetDeclaringType();
            return declaring.IsNil ? Full(reader, type.Namespace, type.Name) : $"{GetTypeFromDefinition(reader, declaring, 0)}+{reader.GetString(type.Name)}";
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}+{reader.GetString(type.Name)}"
                : Full(reader, type.Namespace, type.Name);
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        private static string Full(MetadataReader reader, StringHandle @namespace, StringHandle name) => $"{reader.GetString(@namespace)}.{reader.GetString(name)}";
    }
}
