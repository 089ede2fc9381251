# The command line as a small image: built in one stage, without the tools of the build in the other, and not as root.
FROM node:20-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY src ./src
# esbuild brings its binary as a package: no script of an installation is needed.
RUN npm run bundle

FROM node:20-alpine
ENV NODE_ENV=production
COPY --from=build /build/package.json /opt/deploy/package.json
COPY --from=build /build/dist /opt/deploy/dist
COPY LICENSE /opt/deploy/LICENSE
RUN ln -s /opt/deploy/dist/main.js /usr/local/bin/deploy && chmod 0755 /opt/deploy/dist/main.js
WORKDIR /home/node
USER node
ENTRYPOINT ["deploy"]
CMD ["--help"]
