# As much of nixpkgs' lib as packaging/nix/module.nix needs, for machines without nixpkgs: the module system
# with options, priorities and conditions, and no submodules.
let
  inherit (builtins)
    attrNames
    concatLists
    concatStringsSep
    elem
    filter
    foldl'
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isString
    listToAttrs
    map
    mapAttrs
    match
    replaceStrings
    stringLength
    substring
    ;

  concatMap = f: list: concatLists (map f list);
  kind = value: if isAttrs value then value._type or "" else "";

  # Priorities: a smaller number wins.
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  ordinary = 100;

  # Definitions of one option, with priorities; those whose condition is false are left out.
  discharge =
    priority: value:
    {
      "if" = if value.condition then discharge priority value.content else [ ];
      merge = concatMap (discharge priority) value.contents;
      override = discharge value.priority value.content;
    }
    .${kind value} or [ { inherit priority value; } ];

  strongest =
    definitions:
    let
      best = foldl' (least: d: if d.priority < least then d.priority else least) 10000 definitions;
    in
    filter (d: d.priority == best) definitions;

  # A condition around a set of definitions stands around each of them.
  pushDown =
    value:
    {
      "if" = map (mapAttrs (_: content: mkIf value.condition content)) (pushDown value.content);
      merge = concatMap pushDown value.contents;
    }
    .${kind value} or [ value ];

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };

  valuesOf = name: sets: concatMap (set: if set ? ${name} then [ set.${name} ] else [ ]) sets;

  type = name: check: merge: { inherit name check merge; };
  single =
    path: definitions:
    let
      values = map (d: d.value) (strongest definitions);
    in
    if builtins.all (value: value == head values) values then
      head values
    else
      throw "The option `${path}' has conflicting definition values.";
  simple = name: check: type name check single;

  # Sets merge key by key, each by priority: what pkgs.formats has for settings.
  deep =
    path: definitions:
    if builtins.all (d: kind d.value == "" && isAttrs d.value) definitions then
      mapAttrs (
        name: _:
        deep "${path}.${name}" (
          concatMap (d: if d.value ? ${name} then discharge d.priority d.value.${name} else [ ]) definitions
        )
      ) (foldl' (all: d: all // d.value) { } definitions)
    else
      single path definitions;

  evaluate =
    path: options: sets:
    let
      undeclared = filter (name: !(options ? ${name})) (concatMap attrNames sets);
    in
    if undeclared != [ ] then
      throw "The option `${concatStringsSep "." (path ++ [ (head undeclared) ])}' does not exist."
    else
      mapAttrs (
        name: option:
        let
          here = path ++ [ name ];
          values = valuesOf name sets;
        in
        if kind option == "option" then
          value (concatStringsSep "." here) option (concatMap (discharge ordinary) values)
        else
          evaluate here option (concatMap pushDown values)
      ) options;

  value =
    path: option: definitions:
    let
      # A default is looked at only where it counts: it may be a package.
      all = if definitions == [ ] && option ? default then discharge 1500 option.default else definitions;
      merged = option.type.merge path all;
    in
    if all == [ ] then
      throw "The option `${path}' is used but not defined."
    else if !(option.type.check merged) then
      throw "A definition for option `${path}' is not of type `${option.type.name}'."
    else
      (option.apply or (v: v)) merged;

  merge =
    a: b:
    if kind a == "option" then
      throw "an option is declared twice"
    else
      a // mapAttrs (name: v: if a ? ${name} then merge a.${name} v else v) b;

  lib = rec {
    inherit
      concatMap
      elem
      filter
      mkIf
      mkOverride
      ;
    inherit (builtins) any;
    mkDefault = mkOverride 1000;
    mkForce = mkOverride 50;
    mkOption = option: option // { _type = "option"; };
    mkEnableOption =
      name:
      mkOption {
        type = types.bool;
        default = false;
        description = "Whether to enable ${name}.";
      };
    literalExpression = text: text;

    concatMapStringsSep =
      separator: f: list:
      concatStringsSep separator (map f list);
    mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
    filterAttrs =
      keep: set:
      listToAttrs (
        map (name: {
          inherit name;
          value = set.${name};
        }) (filter (name: keep name set.${name}) (attrNames set))
      );
    optional = condition: value: if condition then [ value ] else [ ];
    hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
    toUpper = replaceStrings [ "t" "c" "p" "u" "d" ] [ "T" "C" "P" "U" "D" ];
    toIntBase10 = text: builtins.fromJSON (head (match "0*([0-9]+)" text));

    types = rec {
      anything = type "anything" (_: true) deep;
      bool = simple "boolean" isBool;
      str = simple "string" isString;
      package = simple "package" isAttrs;
      path = simple "path" (_: true);
      port = simple "16 bit unsigned integer" (n: isInt n && n >= 0 && n <= 65535);
      lines = type "lines" isString (_: d: concatStringsSep "\n" (map (x: x.value) (strongest d)));
      strMatching = pattern: simple "string matching ${pattern}" (s: isString s && match pattern s != null);
      either = a: b: simple "${a.name} or ${b.name}" (v: a.check v || b.check v);
      attrs = type "attribute set" isAttrs deep;
      listOf =
        of:
        type "list of ${of.name}" (l: isList l && builtins.all of.check l) (
          _: d: concatMap (x: x.value) (strongest d)
        );
    };

    # Modules are functions, or sets with options and config or with definitions alone.
    evalModules =
      { modules, specialArgs }:
      let
        arguments = specialArgs // {
          inherit config lib;
        };
        loaded = map (module: if isFunction module then module arguments else module) modules;
        options = foldl' merge { } (map (module: module.options or { }) loaded);
        definitions = map (module: module.config or (removeAttrs module [ "options" ])) loaded;
        config = evaluate [ ] options (concatMap pushDown definitions);
      in
      {
        inherit config options;
      };
  };
in
lib
